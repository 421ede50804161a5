package safety

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Fuse is an optional limit on the current of each phase at the grid
// connection, in both directions. The zero Fuse does not limit, as is right
// for a home whose meter does not tell of its phases: Export and Import then
// stand for its fuse.
type Fuse struct {
	Limited bool
	Current energy.Amperes // of each phase, above 0
	Voltage energy.Volts   // lowest from line to neutral that is normal: 0.9 of nominal (EN 50160)
	Feeds   [3]bool        // L1 to L3: the phases that the battery's inverter feeds, evenly
}

const mostVolts energy.Volts = 1000 // low voltage ends here

func (f Fuse) sound() bool {
	return !f.Limited || (f.Current > 0 && energy.IsFinite(f.Current) && f.Voltage > 0 && f.Voltage <= mostVolts && f.phases() > 0)
}

func (f Fuse) phases() int {
	n := 0
	for _, fed := range f.Feeds {
		if fed {
			n++
		}
	}
	return n
}

// carries is what the phases that the battery feeds bear together.
func (f Fuse) carries() energy.Watts {
	return energy.Watts(float64(f.Current) * float64(f.Voltage) * float64(f.phases()))
}

// carriage returns the battery power that keeps every phase it feeds inside
// the fuse: the worst phase binds, and what the rest of the home draws is
// taken to stay. One phase unknown closes both directions; so do phases that
// ask for opposite things.
func (s *State) carriage(l *Limits, snap *energy.Snapshot) energy.Envelope {
	if !l.Fuse.Limited {
		return energy.Unbounded()
	}
	if !s.trusted.has(phases | battery) {
		return energy.Envelope{}
	}
	e := energy.Unbounded()
	b, _ := snap.Battery.Value()
	perAmpere := energy.Watts(float64(l.Fuse.Voltage) * float64(l.Fuse.phases()))
	for i, fed := range l.Fuse.Feeds {
		if a, _ := snap.Phases[i].Value(); fed {
			free := perAmpere * energy.Watts(l.Fuse.Current-max(a, -a))
			e.Max = min(e.Max, b+perAmpere*energy.Watts(l.Fuse.Current-a), s.eitherMost(b+free))
			e.Min = max(e.Min, b-perAmpere*energy.Watts(l.Fuse.Current+a), s.eitherLeast(b-free))
		}
	}
	if e.Min > e.Max {
		return energy.Envelope{}
	}
	return e
}
