package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Frozen is when a reading that stays the very same is no longer believed: the
// meter's, where it did so for After while a commanded battery moved over
// a range of Power; the state of charge, where Share of the capacity went
// through the battery meanwhile, one way. Another value ends it. The zero
// Frozen does not judge. A battery power that freezes is for Balance and Proof
// to find.
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
	value float64
	since time.Time
	least energy.Watts // of what the battery did while commanded
	most  energy.Watts
	moves bool // least and most are known
	moved energy.WattHours
}

func (f *still) look(value float64, now time.Time) {
	if value != f.value || f.since.IsZero() {
		*f = still{value: value, since: now}
	}
}

func (f *still) follow(p energy.Watts) {
	if !f.moves {
		f.least, f.most, f.moves = p, p, true
	}
	f.least, f.most = min(f.least, p), max(f.most, p)
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
		s.meter.follow(b)
	}
	if !s.meter.since.IsZero() && now.Sub(s.meter.since) >= l.Frozen.After && s.meter.most-s.meter.least >= l.Frozen.Power {
		out |= grid
	}
	if x, _ := snap.SoC.Value(); usable.has(soc) {
		s.gauge.look(float64(x), now)
	}
	s.drain(snap, usable, now)
	if c, ok := snap.Capacity.Value(); ok && c > 0 {
		s.capacity = c
	}
	if c := s.capacity; c > 0 && max(s.gauge.moved, -s.gauge.moved) >= c*energy.WattHours(l.Frozen.Share) {
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
	if !full && !empty {
		s.gauge.moved += p.Over(s.passed(now))
	}
}
