package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Part is one of several batteries in a home: what Step asks of their sum, each is
// asked by itself, so that none is emptied, overheated or believed for the sake of
// the others. The zero Part trusts no reading. A Part does not decide; Share does.
type Part struct {
	state State
	able  energy.Envelope
	above energy.WattHours // left over the reserve
	below energy.WattHours // room up to the most it is charged to
	up    running          // discharges
	down  running          // charges
}

// See takes in what the battery of that rating tells at now, whose own is l.Battery, and returns the power
// that it may be told, which holds 0 W, with BoundUnproven where it did not do what
// it was told before. Of the limits only those of a battery count: state of charge
// with reserve, its own power, cells, temperature, plausibility and proof.
func (p *Part) See(l *Limits, rating energy.Watts, snap energy.Snapshot, now time.Time) (energy.Envelope, energy.Bounds) {
	own := l.ofOne(rating)
	s := &p.state
	if own.Flaw() != "" {
		*p = Part{}
		return p.able, energy.BoundStale
	}
	_, bounds := s.see(&own, &snap, now)
	p.able = energy.Envelope{}
	if p.reverse(&own, &snap, now); !s.idle {
		p.able = s.clamp(&own, &snap, 0, energy.NoWish, now).all
	} else {
		bounds |= energy.BoundUnproven
	}
	x, _ := snap.SoC.Value()
	whole, _ := snap.Capacity.Value()
	p.above = max(0, energy.WattHours(x-own.reserve())*whole)
	p.below = max(0, energy.WattHours(own.MaxSoC-x)*whole)
	s.at, s.last = now, Setpoint{}
	return p.able, bounds
}

// Told notes the share that the battery took, for the next See to judge it by.
func (p *Part) Told(s Setpoint) { p.state.last = s }

// Cleared is State.Cleared for one battery.
func (p *Part) Cleared() { p.state = p.state.Cleared() }

// ofOne returns what of l is one battery's own affair.
func (l *Limits) ofOne(rating energy.Watts) Limits {
	return Limits{
		Reserve: l.Reserve, MaxSoC: l.MaxSoC, SoCHysteresis: l.SoCHysteresis, Rating: min(rating, l.Rating),
		Battery: l.Battery, Temperature: l.Temperature, Charging: l.Charging, Cells: l.Cells, Jumps: l.Jumps, Frozen: l.Frozen, Proof: l.Proof,
		Ages: l.Ages, Settle: l.Settle, Hold: l.Hold, Live: Live{Reserve: l.Live.Reserve},
	}
}

// OfSum returns l for the sum of several batteries that are each seen as a Part:
// what a Part is asked is not asked of a sum, which has no temperature, no cells and
// no will of its own.
func (l Limits) OfSum() Limits {
	l.Temperature, l.Charging, l.Cells, l.Proof, l.Summed = Span{}, Span{}, Cells{}, Proof{}, true
	return l
}

// Regrouped returns s for a home of which other batteries are commanded than
// before: what it remembers of their sum is not said of the new one. What was found wrong
// stays so.
func (s State) Regrouped() State {
	s.soc, s.gauge, s.capacity, s.last = level{}, still{}, 0, Setpoint{}
	s.meter.did, s.meter.strayed = lately{}, time.Time{}
	s.proof.told, s.proof.missed = lately{}, 0
	s.balance.behind, s.balance.front, s.balance.apart = lately{}, lately{}, 0
	s.balance.echo.pause()
	s.curb.near = time.Time{}
	return s
}
