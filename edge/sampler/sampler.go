package sampler

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Defaults is the deadband of a home whose site file names no other: what a
// bill, a chart and a total over many homes do not see.
func Defaults() energy.Deadband {
	return energy.Deadband{
		Heartbeat: time.Minute, Power: 150, Share: 0.1, Charge: 0.01, Capacity: 50, Voltage: 3, Frequency: 0.1,
		Temperature: 1, Cell: 0.05, Current: 1,
	}
}

// Sampler is the decision about the next tick. It has one owner. A zero deadband
// leaves out nothing.
type Sampler struct {
	band   energy.Deadband
	told   energy.Report // the last; its Snapshot.At is zero where none was
	still  time.Time     // of the newest tick left out since
	calm   time.Time     // the end of service
	alarms alarms
}

// New returns a sampler that has told nothing.
func New(band energy.Deadband) *Sampler { return &Sampler{band: band} }

// Fresh lets the next tick be told, whatever it is: somebody listens who has
// heard nothing yet.
func (s *Sampler) Fresh() { s.told.Snapshot.At = time.Time{} }

// See takes the next tick and returns the report of it, and false where it is
// left out. watched is until when somebody looks at the home, the zero time for
// nobody. Times must not go back by the snapshots' monotonic clock.
func (s *Sampler) See(snap energy.Snapshot, d energy.Decision, watched time.Time) (energy.Report, bool) {
	r := energy.Report{Snapshot: snap, Decision: d}
	if !s.serves(&snap, &d, watched) {
		r.Deadband = s.band
	}
	if !s.tells(&r) {
		s.still = snap.At
		return energy.Report{}, false
	}
	r.Still, s.still = s.still, time.Time{}
	s.told = r
	return r, true
}

func (s *Sampler) tells(r *energy.Report) bool {
	t := &s.told
	return !r.Deadband.On() || !t.Deadband.On() || t.Snapshot.At.IsZero() ||
		r.Snapshot.At.Sub(t.Snapshot.At) >= r.Deadband.Heartbeat ||
		moved(&r.Deadband, &t.Snapshot, &r.Snapshot) || changed(&r.Deadband, &t.Decision, &r.Decision)
}
