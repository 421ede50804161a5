package dispatch

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Orders counts orders since the start, InForce apart.
type Orders struct {
	Sent    uint64
	Unsent  uint64 // the broker did not take them
	Refused uint64 // homes answered no
	InForce int    // now, as homes report
	mute    bool   // the last signal was not sent
}

// Status is a plant as of its last tick.
type Status struct {
	At        time.Time // of the tick, zero before the first
	Target    Target
	Active    bool            // there is a Target
	Total     energy.Estimate // battery power of the homes seen, brought to At
	Interval  energy.Envelope // holds that power with probability IntervalLevel
	Coverage  energy.Coverage
	Level     float64
	Shortfall energy.Watts   // of the target, signed: what capacity cannot meet
	Up, Down  energy.Watts   // granted capacity, magnitudes
	OfferUp   energy.Watts   // all that homes which can be commanded can discharge
	OfferDown energy.Watts   // and charge, a magnitude
	Excluded  int            // homes that the offer does not count on
	Orders    Orders         // counts
	Limited   map[string]int // homes under lease, by the bound that limits them
	// Unfollowing are homes that could be commanded and are left out, or probed, by
	// what they do in place of following (package follow).
	Unfollowing map[string]int
	// Limits over the homes that bound what is granted at level +1 and -1.
	BindingUp, BindingDown []split.Binding
	Binds                  []Bind // the same, of nodes that have a name
}

// Bind is a limit of a named node that bounds what is granted under it.
type Bind struct {
	Node  string
	Up    bool         // at level +1, discharging; else at -1, charging
	Limit energy.Watts // for the batteries under it together, a magnitude
	Price split.Price  // what one more watt of it saves, in 1/h (package split)
}

// binds names the limits that bind.
func (g *Grid) binds(a *Allocation) (out []Bind) {
	if len(g.Wires) == 0 {
		return nil
	}
	note := func(all []split.Binding, up bool) {
		for _, b := range all {
			if name := g.Wires[b.Node].Name; name != "" {
				out = append(out, Bind{Node: name, Up: up, Limit: b.Limit.Abs(), Price: b.Price})
			}
		}
	}
	note(a.BindingUp, true)
	note(a.BindingDown, false)
	return out
}

// Status returns the plant as of its last tick.
func (p *Plant) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.status
	s.Orders.Sent, s.Orders.Unsent, s.Orders.Refused = p.orders.Sent, p.orders.Unsent, p.orders.Refused
	if s.Active = p.target != nil; s.Active {
		s.Target = *p.target
	}
	return s
}

// report makes the status anew; a map handed out earlier is not touched.
func (p *Plant) report(v View, out Output, now time.Time) {
	total := p.loop.Now(v.Total, v.Age, now)
	s := Status{
		At: now, Total: total, Interval: brought(v.Interval, v.Total, total), Coverage: v.Coverage,
		Level: out.Level, Shortfall: out.Short, Limited: map[string]int{},
	}
	s.Up, s.Down = p.capacity(v.Homes, now)
	s.offer(v.Homes)
	for i := range v.Homes {
		h := &v.Homes[i]
		l, ok := p.leases[h.Site]
		if !ok || !h.Ready || h.InForce < l.first || h.InForce > l.id {
			continue // what a silent home last told is not true of now
		}
		s.Orders.InForce++
		for _, name := range h.Limits.Names() {
			s.Limited[name]++
		}
	}
	if (s.Shortfall != 0) != (p.status.Shortfall != 0) {
		p.log.Info("shortfall changed", "shortfall_w", s.Shortfall)
	}
	p.status = s
}

// offer drops for promises what the total estimates: a home that cannot be
// commanded adds nothing.
func (s *Status) offer(homes []Home) {
	for i := range homes {
		if !homes[i].Ready {
			s.Excluded++
			continue
		}
		s.OfferUp, s.OfferDown = s.OfferUp+homes[i].Up, s.OfferDown+homes[i].Down
	}
}
