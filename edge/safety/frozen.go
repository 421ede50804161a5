package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Frozen is when a reading that stays the very same is no longer believed: the
// meter's, where it did so for After while a commanded battery moved over a range of
// Power, sooner where it moved over more (a quarter of After at four times Power), or
// where it does not show a sounding, which is made where the battery does not move: then
// its phases are not believed either; the state of charge, where Share of the capacity
// went through the battery meanwhile, one way, or less where less is left over the reserve.
// Another value ends it. The zero Frozen does not judge. A battery power that freezes is
// for Balance and Proof to find.
type Frozen struct {
	Limited bool
	After   time.Duration
	Power   energy.Watts
	Share   energy.Ratio
}

func (f Frozen) sound() bool {
	return !f.Limited || (f.After > 0 && f.Power > 0 && energy.IsFinite(f.Power) && f.Share > 0 && energy.IsFinite(f.Share))
}

// still is a value with what went on since it was first read.
type still struct {
	value   float64
	since   time.Time
	did     lately    // what the battery did while commanded
	strayed time.Time // since when that is a range that the meter had to show
	sounds  sounding
	stuck   bool
	moved   energy.WattHours
}

func (f *still) look(value float64, now time.Time) {
	if value != f.value || f.since.IsZero() {
		*f = still{value: value, since: now}
	}
}

// stands tells whether the value is the very same for so long.
func (f *still) stands(span time.Duration, now time.Time) bool {
	return !f.since.IsZero() && now.Sub(f.since) >= span
}

const (
	// sluggish is how long a meter that lives may show nothing of a move: the slowest
	// are refreshed every 6 s.
	sluggish = 10 * time.Second
	// quickest is the least part of After that is waited for a move however large.
	quickest = 4
	// idling is a power that a gauge need not show: an inverter's own need, and what a
	// reading of a battery at rest is off by.
	idling = slight
	// nearly is how much more than what is left over the reserve may be taken without
	// a move of the gauge: two steps of one that shows whole percents.
	nearly energy.Ratio = 0.02
)

// follow takes in what the commanded battery does at now. The larger its moves are, the
// sooner the meter has to show them. Moves of PV say nothing: an inverter that keeps the
// connection at 0 W by a meter of its own hides them.
func (f *still) follow(limits *Limits, battery energy.Watts, sun energy.Reading[energy.Watts], now time.Time) {
	l := limits.Frozen
	f.did.add(battery, l.After, now)
	e := f.did.all()
	wide := e.Max - e.Min
	if wide < l.Power {
		f.strayed = time.Time{}
	} else if f.strayed.IsZero() {
		f.strayed = now
	}
	need := max(l.After/quickest, time.Duration(float64(l.After)*float64(l.Power/max(wide, l.Power))))
	moved := !f.strayed.IsZero() && f.stands(need, now) && now.Sub(f.strayed) >= min(need, sluggish)
	f.stuck = f.stuck || moved || f.sound(limits, battery, sun, now)
}

// froze returns the readings that stay what they were while what they measure
// cannot have.
func (s *State) froze(l *Limits, snap *energy.Snapshot, usable signals, now time.Time) signals {
	var out signals
	if !l.Frozen.Limited {
		return out
	}
	_, asked := s.last.Power()
	if g, _ := snap.Grid.Value(); usable.has(grid) {
		s.meter.look(float64(g), now)
	}
	if b, _ := snap.Battery.Value(); asked && usable.has(battery) {
		s.meter.follow(l, b, snap.PV, now)
	} else {
		s.meter.sounds = sounding{}
	}
	if s.meter.stuck {
		out |= grid | phases // a meter freezes whole
	}
	if x, _ := snap.SoC.Value(); usable.has(soc) {
		s.gauge.look(float64(x), now)
	}
	s.drain(snap, usable, now)
	if c, ok := snap.Capacity.Value(); ok && c > 0 {
		s.capacity = c
	}
	most := s.capacity * energy.WattHours(l.Frozen.Share)
	left := s.capacity * energy.WattHours(max(0, energy.Ratio(s.gauge.value)-l.reserve())+nearly)
	if s.capacity > 0 && (s.gauge.moved >= min(most, left) || -s.gauge.moved >= most) {
		out |= soc
	}
	return out
}

// drain counts what went through the battery: as measured, else as commanded.
// At its ends a battery may well move energy that its gauge does not show.
func (s *State) drain(snap *energy.Snapshot, usable signals, now time.Time) {
	p, _ := s.last.Power()
	if usable.has(battery) {
		p, _ = snap.Battery.Value()
	}
	full, empty := s.gauge.value > 0.99 && p < 0, s.gauge.value < 0.01 && p > 0
	if !full && !empty && p.Abs() > idling {
		s.gauge.moved += p.Over(s.passed(now))
	}
}
