package gateway

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Home is one home as the firmware keeps it, without a clock's tick: Pass is
// the one straight pass over it. It starts no goroutine. Pass and Past have one
// caller at a time; the other methods may be called beside them.
type Home struct {
	seats     []*seat
	order     []*seat // of this pass's reads
	site      *site.Site
	batteries batteries
	limits    safety.Limits // those agreed, what the batteries' inverters say of themselves, and what binds for now
	reserve   energy.Ratio  // agreed, for the inverters themselves to keep; 0 where it is not certain
	state     safety.State
	export    safety.Cap // agreed, for the inverters themselves to keep: see guards
	whole     bool       // the limits are those that were sealed
	curbed    bool       // PV may still be held
	guarding  bool       // inverters may still keep a limit by themselves
	ledger    *ledger
	boot      uint64
	maxLease  time.Duration
	armable   energy.Armable
	tick      time.Duration
	clock     func() time.Time
	born      time.Time
	stamps    stamps
	cleared   atomic.Bool // a person has looked at what was given up
	log       *slog.Logger
	seeker    sync.Mutex // held by who looks for devices

	mu         sync.Mutex // held for the length of a decision, never across a wait
	desk       *control.Desk
	connection connection
	worn       []local.Wear
	devices    []Device
	news       news
}

// FirstBoot is the number of the start that NewHome makes, which orders for it
// name.
const FirstBoot = 1

// NewHome returns the home behind fields at its first start. Its orders come
// in force, and its readings grow old, by clock, which must not go back.
func NewHome(c Config, fields []Field, clock func() time.Time, log *slog.Logger) *Home {
	return Restore(c, fields, Past{Boot: FirstBoot}, clock, log)
}

// Restore returns the home behind fields at a later start. What was lost of its
// past is held for the worst.
func Restore(c Config, fields []Field, p Past, clock func() time.Time, log *slog.Logger) *Home {
	p = p.cautious()
	agreed, whole := c.Limits.whole()
	if !whole {
		log.Error("ALARM: the limits are not those that were sealed: the battery is held at 0 W", "sealed", c.Limits.Sealed, "are", c.Limits.Seal())
	}
	counts := newLedger(p)
	var reserve energy.Ratio
	if whole {
		reserve = agreed.Reserve
	}
	h := &Home{
		seats:   seats(fields, p, driver.WithLedger(counts), driver.WithReserve(reserve), driver.WithRating(c.Limits.rating().Power), c.known()),
		reserve: reserve, ledger: counts, site: site.New(), boot: p.Boot, maxLease: c.MaxLease.Duration(), armable: c.Control.Armable.agreed(),
		limits: agreed, tick: c.Tick.Duration(), clock: clock, born: clock(), log: log,
		desk: control.NewDesk(c.control(p)), state: safety.Resumed(p.Spent, clock()),
		connection: connection{judged: judged(agreed), excursions: p.Excursions, operated: c.Limits.Operator.safety(), operator: p.Operator, still: !whole, log: log},
	}
	if h.whole = whole; whole {
		h.export = c.Limits.kept()
	}
	h.batteries = batteries{site: h.site, agreed: agreed, clock: clock, log: log}
	h.place()
	if err := h.desk.Restore(p.Owner, h.born); err != nil {
		log.Error("ALARM: what the owner set is not taken", "err", err)
	}
	h.news = h.fresh(p.Lost)
	h.news.owner = !p.lost(OwnerState) && (p.Owner.Storm.On || p.Owner.Pause.On) // less is left by now
	h.devices = make([]Device, len(h.seats))
	h.show()
	return h
}

// Pass is one tick: it reads every device, decides and commands. It takes no
// longer than a tick, and half a tick more for all batteries and for all PV each. One that
// the end of ctx cuts short says nothing of the home and commands nothing: its
// Snapshot has no time.
func (h *Home) Pass(ctx context.Context) (energy.Snapshot, energy.Decision) {
	begun := h.clock()
	h.glance(ctx)
	h.adopt()
	urgent := fieldbus.WithPriority(ctx, fieldbus.Urgent)
	h.read(urgent, begun)
	if ctx.Err() != nil {
		return energy.Snapshot{}, energy.Decision{}
	}
	snap := h.site.Snapshot(h.clock())
	h.done(reading)
	seen, d := h.wish(&snap)
	h.done(deciding)
	set := h.approve(&seen, &d)
	h.done(approving)
	h.write(urgent, set, &snap, &d)
	h.secure(urgent)
	h.fallbacks()
	h.done(writing)
	return snap, d
}

// wish lets the desk decide over what it commands of the home, and watches the meter
// for excursions. What the batteries hold, and can do, is told of those that are
// commanded.
func (h *Home) wish(snap *energy.Snapshot) (energy.Snapshot, energy.Decision) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.connection.watch(snap)
	h.limits.Live = h.connection.binds(h.desk.Status(snap.At).Reserve, snap.At)
	seen, changed := h.batteries.look(h.limits.Live, *snap)
	if changed {
		h.rate()
		h.state = h.state.Regrouped()
	}
	h.show()
	snap.SoC, snap.Capacity, snap.MaxCharge, snap.MaxDischarge = seen.SoC, seen.Capacity, seen.MaxCharge, seen.MaxDischarge
	return seen, h.desk.Decide(seen, snap.At)
}

// rate has the limits of the batteries that are commanded now.
func (h *Home) rate() {
	live := h.limits.Live
	h.limits = h.batteries.limits()
	h.limits.Live = live
}

// approve is a pure function of the limits, the safety state and the wish at
// snap, whose time is now.
func (h *Home) approve(snap *energy.Snapshot, d *energy.Decision) safety.Setpoint {
	if h.cleared.Swap(false) {
		h.state = h.state.Cleared()
		h.batteries.clear()
	}
	next, set, verdict := safety.Step(&h.limits, h.state, *snap, d.Wants[d.Layer], d.Layer, snap.At)
	if h.batteries.rest(set, d.Layer, snap.At) {
		next, set, verdict = safety.Step(&h.limits, h.state, *snap, energy.Want{}, d.Layer, snap.At)
	}
	set = set.Curtailed(d.Curtail)
	h.batteries.prove(snap, verdict, &h.limits)
	h.state, d.State, d.Bounds, d.Curtail = next, verdict.State, verdict.Bounds, energy.Want{}
	if p, curbed := set.Curtail(); curbed {
		d.Curtail = energy.WantPower(p)
	}
	return set
}

func (h *Home) done(s stage) { h.stamps.done(s, h.clock().Sub(h.born)) }

// patience is how many ticks a stage may take before the pass counts as hung.
const patience = 4

// stuck returns the stage that hangs, and false where none does.
func (h *Home) stuck() (stage, bool) {
	return h.stamps.stuck(h.clock().Sub(h.born), patience*h.tick)
}
