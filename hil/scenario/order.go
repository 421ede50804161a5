package scenario

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// order is an order statement. Exactly one of battery, grid, random and end
// says what is ordered.
type order struct {
	homes  []int
	kind   ordered
	power  energy.Watts
	share  energy.Participation
	lease  time.Duration
	id     int64 // absolute where above 0, else relative to the newest
	boot   int64 // relative to the gateway's
	site   energy.SiteID
	refuse string // the fault.Kind it has to be refused with; "" to be accepted
}

type ordered uint8

const (
	orderGrid    ordered = iota // the home as a whole
	orderBattery                // the battery alone
	orderRandom                 // anything a hostile cloud could send
	orderEnd                    // an end to what is in force
)

const (
	usualLease = 15 * time.Minute
	wide       = energy.Watts(1e6) // bounds that bind nothing
)

// plantID is the plant whose signal every home of a scenario follows.
const plantID energy.PlantID = "scenario"

func parseOrder(p *parser, l line, rest []string) (act, error) {
	o := &order{lease: usualLease, id: 0}
	o.share.Bounds = energy.Envelope{Min: -wide, Max: wide}
	o.homes, rest = p.targets(rest)
	if len(rest) == 0 {
		return nil, l.refuse("order what? want a power such as +5kW, battery=+5kW, random or end")
	}
	if err := o.what(l, rest[0]); err != nil {
		return nil, err
	}
	for rest = rest[1:]; len(rest) > 0; {
		var err error
		if rest, err = o.option(l, rest); err != nil {
			return nil, err
		}
	}
	if o.share.FollowsSignal() && o.share.SignalHold == 0 {
		o.share.SignalHold = 10 * time.Second
	}
	return o, nil
}

func (o *order) what(l line, word string) error {
	power, battery := strings.CutPrefix(word, "battery=")
	switch {
	case word == "random":
		o.kind = orderRandom
		return nil
	case word == "end":
		o.kind, o.lease = orderEnd, 0
		return nil
	case battery:
		o.kind = orderBattery
	}
	v, err := quantity(power, watts)
	if err != nil {
		return l.refuse("order: %w; or battery=+5kW, random, end", err)
	}
	o.power = energy.Watts(v)
	return nil
}

// kinds is every refusal by its stable name.
func kinds() []string {
	var all []string
	for k := fault.Internal; k <= fault.Corrupt; k++ {
		all = append(all, k.String())
	}
	return all
}

func (o *order) checks() int {
	if o.refuse != "" {
		return 1
	}
	return 0
}

func (o *order) do(r *run, l line) error {
	for _, i := range o.homes {
		h := r.houses[i]
		if err := r.reach(i); err != nil {
			return err
		}
		got := ""
		switch {
		case r.offline[i]:
			got = fault.Unreachable.String()
		case h.gateway == nil || h.still:
			got = fault.Unreachable.String()
		default:
			if err := h.gateway.Accept(o.draft(h, r.random)); err != nil {
				got = fault.KindOf(err).String()
			}
		}
		h.answered(got)
		if o.kind != orderRandom && !r.streaming {
			r.judge(h, l, o.expected(), answer(got), got == o.refuse)
		}
	}
	return nil
}

func (o *order) expected() string {
	if o.refuse == "" {
		return "the order to be accepted"
	}
	return answer(o.refuse)
}

func answer(kind string) string {
	if kind == "" {
		return "accepted"
	}
	return "refused " + kind
}

// draft makes the order as the cloud would send it now.
func (o *order) draft(h *house, random *rand.Rand) energy.Order {
	if o.kind == orderRandom {
		return hostile(h, random)
	}
	out := energy.Order{
		ID: h.newest + uint64(max(0, 1+o.id)), Site: energy.SiteID(h.site.name), Boot: uint64(max(0, int64(h.boot)+o.boot)),
		Issued: h.now(), Lease: o.lease, Plant: plantID, Share: o.share,
	}
	if o.id > 0 {
		out.ID = uint64(o.id)
	}
	if o.site != "" {
		out.Site = o.site
	}
	out.Share.Base = o.power
	if o.kind == orderGrid {
		s := h.home.State()
		out.Share.Base = o.power - (s.Grid - s.Battery)
	}
	if o.kind != orderEnd {
		h.newest = max(h.newest, out.ID)
	} else {
		h.newest = out.ID
	}
	return out
}
