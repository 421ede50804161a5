package scenario

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
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

// orderOptions is what may follow the power, as key=value.
func orderOptions() map[string]func(o *order, v string) error {
	slope := func(field func(*order) *energy.Watts) func(*order, string) error {
		return func(o *order, v string) error {
			x, err := quantity(v, watts)
			*field(o) = energy.Watts(x)
			return err
		}
	}
	return map[string]func(o *order, v string) error{
		"up":     slope(func(o *order) *energy.Watts { return &o.share.SlopeUp }),
		"down":   slope(func(o *order) *energy.Watts { return &o.share.SlopeDown }),
		"bounds": setBounds, "id": func(o *order, v string) (err error) { o.id, err = strconv.ParseInt(v, 10, 32); return err },
		"boot": func(o *order, v string) (err error) { o.boot, err = strconv.ParseInt(v, 10, 32); return err },
		"site": func(o *order, v string) error { o.site = energy.SiteID(v); return nil },
		"hold": func(o *order, v string) (err error) { o.share.SignalHold, err = span(v); return err },
	}
}

func setBounds(o *order, v string) error {
	low, high, ok := strings.Cut(v, "..")
	if !ok {
		return fmt.Errorf("%q: want a range such as -5kW..5kW", v)
	}
	a, err := quantity(low, watts)
	if err != nil {
		return err
	}
	b, err := quantity(high, watts)
	o.share.Bounds = energy.Envelope{Min: energy.Watts(a), Max: energy.Watts(b)}
	return err
}

// option takes one option from the front of rest.
func (o *order) option(l line, rest []string) ([]string, error) {
	key, value, pair := strings.Cut(rest[0], "=")
	if pair {
		known := orderOptions()
		set := known[key]
		if set == nil {
			return nil, l.unknown("order option", key, slices.Collect(maps.Keys(known)))
		}
		if err := set(o, value); err != nil {
			return nil, l.refuse("%s: %w", key, err)
		}
		return rest[1:], nil
	}
	if len(rest) < 2 || (key != "for" && key != "refused") {
		return nil, l.refuse("%q: want \"for 15m\", \"refused KIND\" or key=value", strings.Join(rest, " "))
	}
	if key == "refused" {
		if !slices.Contains(kinds(), rest[1]) {
			return nil, l.unknown("refusal", rest[1], kinds())
		}
		o.refuse = rest[1]
		return rest[2:], nil
	}
	d, err := span(rest[1])
	if err != nil {
		return nil, l.refuse("for: %w", err)
	}
	o.lease = d
	return rest[2:], nil
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
		got := ""
		switch {
		case r.offline[i]:
			got = fault.Unreachable.String()
		case h.gateway == nil:
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

// hostile is an order from someone who holds the cloud's keys and means harm,
// or has lost his mind.
func hostile(h *house, r *rand.Rand) energy.Order {
	power := func() energy.Watts { return energy.Watts(weird(r)) }
	h.newest += r.Uint64N(3)
	o := energy.Order{
		ID: h.newest, Site: energy.SiteID(h.site.name), Boot: h.boot, Issued: h.now().Add(time.Duration(r.Int64N(1e15) - 5e14)),
		Lease: time.Duration(r.Int64N(int64(20*time.Minute))) - time.Minute, Plant: plantID,
		Share: energy.Participation{Base: power(), Bounds: energy.Envelope{Min: -wide, Max: wide}, SignalHold: time.Duration(r.Int64N(int64(time.Minute)))},
	}
	if r.IntN(2) == 0 {
		o.Share.SlopeUp, o.Share.SlopeDown = power(), power()
	}
	if r.IntN(3) == 0 {
		o.Share.Bounds = energy.Envelope{Min: power(), Max: power()}
	}
	return o
}

// weird is a power that is often large, sometimes absurd, sometimes no number.
func weird(r *rand.Rand) float64 {
	strange := [...]float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}
	if n := r.IntN(2 * len(strange)); n < len(strange) {
		return strange[n]
	}
	return math.Round(40000*r.Float64() - 20000)
}
