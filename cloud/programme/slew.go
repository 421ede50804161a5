package programme

import (
	"maps"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/programme/rebound"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// slew moves what a call asks of each region toward wanted, no further than the
// region's rate lets it, and within what its homes have now. That homes are gone
// is no movement that could be held back.
func (r *round) slew(c *Call, wanted energy.Watts, from map[Region]energy.Watts, sums map[Region]sum, d *Delivery) map[Region]energy.Watts {
	given := map[Region]energy.Watts{}
	wanted = r.rise(c, wanted, from)
	for _, region := range slices.Sorted(maps.Keys(sums)) {
		s := sums[region]
		power := sum{d.Up, d.Down}.of(&share{up: s.up, down: s.down}, wanted)
		step := r.budget(region).rate.Over(r.dt)
		moved := min(max(power, from[region]-step), from[region]+step)
		if moved != power && !slices.Contains(d.Bounds, ByRate) {
			d.Bounds = append(d.Bounds, ByRate)
		}
		given[region] = min(max(moved, -s.down), s.up)
	}
	return given
}

// from is what the call asks of each region now, and what those of its homes give that
// come to it with an order of before a restart.
func (r *round) from(c *Call, shares []share) map[Region]energy.Watts {
	from := map[Region]energy.Watts{}
	maps.Copy(from, r.stillAsked(c, r.last.asked[c.ID]))
	for i := range shares {
		s := &shares[i]
		u := s.home
		if before := r.last.homes[u.home.Site]; before != nil && len(before.doses) > 0 || u.given == 0 || !energy.IsFinite(u.given) {
			continue
		}
		p := min(max(u.given, -s.down), s.up)
		u.given -= p
		from[u.home.Region] += p
	}
	return from
}

// stillAsked is what of asked the homes of the call's node hold still, where nothing
// was asked of them since: those that were let go begin anew.
func (r *round) stillAsked(c *Call, asked map[Region]energy.Watts) map[Region]energy.Watts {
	if !r.last.lapsed {
		return asked
	}
	var all energy.Watts
	for id, regions := range r.last.asked {
		for _, p := range regions {
			if o := r.state.calls[id]; o != nil && o.Node == c.Node {
				all += p
			}
		}
	}
	held := r.facts.Held[c.Node]
	if all == 0 || !(held/all > 0) {
		return nil
	}
	left := map[Region]energy.Watts{}
	for region, p := range asked {
		left[region] = p * min(1, held/all)
	}
	return left
}

// rise keeps the programme's ramp also where the call does not begin from nothing
// at its start: after a tick that came late, or homes that came back.
func (r *round) rise(c *Call, wanted energy.Watts, from map[Region]energy.Watts) energy.Watts {
	rate := c.Terms.Rules.Rise
	if rate <= 0 || c.Terms.Kind.Drive() == Signalled {
		return wanted
	}
	var now energy.Watts
	for _, p := range from {
		now += p
	}
	most := now.Abs() + rate.Over(r.dt)
	return min(max(wanted, -most), most)
}

// ramp is the programme's, and falls no faster at its end than the regions' rates
// let it.
func (r *round) ramp(c *Call, sums map[Region]sum, d *Delivery) rebound.Ramp {
	ramp := c.Terms.Rules.ramp()
	for region, s := range sums {
		part := max(ratio(s.up, d.Up), ratio(s.down, d.Down))
		if part <= 0 {
			continue
		}
		if fall := r.budget(region).rate / energy.WattsPerSecond(part); ramp.Fall == 0 || fall < ramp.Fall {
			ramp.Fall = max(fall, standstill)
		}
	}
	return ramp
}

// standstill is a rate at which nothing moves: 0 would be a step.
const standstill energy.WattsPerSecond = 1e-9

func ratio(part, all energy.Watts) float64 {
	if all <= 0 {
		return 0
	}
	return float64(part / all)
}

// wanted is what a call asks for now, or why nobody knows.
func (r *round) wanted(c *Call, sums map[Region]sum, d *Delivery) (energy.Watts, Bound) {
	if c.Stage != Running {
		return 0, "" // it has ended, also where the clock was set back since
	}
	fresh := func(at time.Time) bool { return r.now.Sub(at).Abs() <= r.config.DataAge }
	power := c.Up - c.Down
	switch c.Terms.Kind.Drive() {
	case Signalled:
		level, ok := r.facts.Levels[c.Programme]
		if !ok || !fresh(level.At) || !energy.IsFinite(level.Value) {
			return 0, NoSignal
		}
		v := energy.Watts(min(max(level.Value, -1), 1))
		power = max(v, 0)*c.Up + min(v, 0)*c.Down
	case Measured:
		flow, ok := r.facts.Flows[c.Node]
		if !ok || !fresh(flow.At) || !energy.IsFinite(flow.Net) || !energy.IsFinite(flow.Battery) {
			return 0, NoReading
		}
		power = min(max(0, flow.Battery-flow.Net-c.Terms.Rules.Import), c.Up)
	}
	d.Wanted = power
	most := r.ramp(c, sums, d).Bound(power.Abs(), c.Span(), r.now)
	if power > d.Up || power < -d.Down {
		d.Bounds = append(d.Bounds, ByHomes)
	}
	return min(max(power, -most, -d.Down), most, d.Up), ""
}
