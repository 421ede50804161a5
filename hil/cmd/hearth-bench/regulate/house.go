package regulate

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// manner is how a home does what its desk wishes.
type manner uint8

const (
	follows manner = iota
	ignores
	reverses
	stopsShort // does a third, and says that nothing limits it
	slow
	manners
)

// maxLease is what homes take.
const maxLease = time.Minute

// house is one home: its physics, its desk, and what is on the way to and from it.
type house struct {
	index   int
	site    energy.SiteID
	home    *plant.Home
	desk    *control.Desk
	manner  manner
	silent  time.Time // from then on nobody hears from it; zero for never
	heard   uint64    // Seq of the newest signal
	inbox   []message // orders on their way
	highest uint64
	limited bool
	told    report // newest that arrived
	sent    report // on its way
}

// message is an order on its way.
type message struct {
	payload []byte
	due     time.Time
}

// report is what a home tells of itself.
type report struct {
	at, due          time.Time
	battery, surplus energy.Watts
	up, down         energy.Watts
	left, room       energy.WattHours
	inForce, highest uint64
	limits           energy.Bounds
}

// act is a home's tick.
func (h *house) act(a *air, now time.Time) error {
	if err := h.take(a, now); err != nil {
		return err
	}
	for _, s := range a.lately {
		if due, ok := a.network.due(signals, h.index, s.Seq, s.Sent); ok && s.Seq > h.heard && !due.After(now) {
			h.desk.Hear(s, now)
			h.heard = s.Seq
		}
	}
	snap := energy.Snapshot{At: now, Battery: energy.Read(h.home.State().Battery, now)}
	d := h.desk.Decide(snap, now)
	h.do(d.Wants[d.Layer])
	h.tell(a, d.Order, now)
	return nil
}

// take accepts the orders that arrived, and answers each.
func (h *house) take(a *air, now time.Time) error {
	for len(h.inbox) > 0 && !h.inbox[0].due.After(now) {
		o, err := wire.DecodeOrder(h.inbox[0].payload, a.trusted)
		if err != nil {
			return err
		}
		h.inbox = h.inbox[1:]
		answer := wire.Answer{Site: h.site, Boot: 1, Order: o.ID, Taken: true, Clock: now}
		if err := h.desk.Accept(o, now); err != nil {
			answer.Taken, answer.Kind, answer.Reason = false, fault.KindOf(err), err.Error()
		} else {
			h.highest = o.ID
		}
		answer.Highest = h.highest
		if !h.quiet(now) {
			if err := a.answer(h, answer, now); err != nil {
				return err
			}
		}
	}
	return nil
}

func (h *house) quiet(now time.Time) bool { return !h.silent.IsZero() && !now.Before(h.silent) }

// do has the battery do what is wished, in the home's own manner.
func (h *house) do(wish energy.Want) {
	p, asked := wish.Power()
	h.limited = false
	if !asked || h.manner == ignores {
		h.home.Release()
		return
	}
	switch h.manner {
	case reverses:
		p = -p
	case stopsShort:
		p /= 3
	}
	s := h.home.State()
	h.limited = h.manner == follows && (p > s.MaxDischarge || -p > s.MaxCharge)
	h.home.SetBattery(p)
}

// tell sends a report, which is what the home can do for five minutes.
func (h *house) tell(a *air, order uint64, now time.Time) {
	if !h.sent.due.IsZero() && !h.sent.due.After(now) {
		h.told = h.sent
	}
	due, ok := a.network.due(reports, h.index, uint64(now.UnixNano()), now)
	if h.quiet(now) || !ok {
		return
	}
	s := h.home.State()
	left := energy.WattHours(s.SoC) * s.Capacity
	h.sent = report{
		at: now, due: due, battery: s.Battery, surplus: s.PV + s.Load, left: left, room: s.Capacity - left,
		up: min(s.MaxDischarge, energy.Watts(12*left)), down: min(s.MaxCharge, energy.Watts(12*(s.Capacity-left))),
		inForce: order, highest: h.highest,
	}
	if h.limited {
		h.sent.limits = energy.BoundBattery
	}
}
