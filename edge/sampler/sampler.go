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
	band      energy.Deadband
	told      energy.Report   // the last; its Snapshot.At is zero where none was
	actual    energy.Deadband // of told, none where nothing is promised
	still     time.Time       // of the newest tick left out since
	calm      time.Time       // the end of service
	changes   changes
	allowance bucket // of ticks told for news
	budget    bucket // of reports out of service
}

// New returns a sampler that has told nothing.
func New(band energy.Deadband) *Sampler {
	return &Sampler{band: band, allowance: bucket{most: newsBurst, every: newsEach}, budget: bucket{most: burst, every: each}}
}

// Fresh lets the next tick be told, whatever it is: somebody listens who has
// heard nothing yet, or there is something to say beside it.
func (s *Sampler) Fresh() { s.told.Snapshot.At = time.Time{} }

// See takes the next tick and returns the report of it, and false where it is
// left out. watched is until when somebody looks at the home, the zero time for
// nobody. Times must not go back by the snapshots' monotonic clock.
func (s *Sampler) See(snap energy.Snapshot, d energy.Decision, watched time.Time) (energy.Report, bool) {
	r := energy.Report{Snapshot: snap, Decision: d}
	s.budget.fill(snap.At)
	if !s.serves(&snap, &d, watched) && s.band.On() {
		if !s.tells(&r) {
			if s.told.Deadband.Holds() {
				s.still = snap.At
			}
			return energy.Report{}, false
		}
		r.Deadband = s.band
		r.Deadband.Loose = loose(s.budget.tokens)
	}
	r.Still, s.still = s.still, time.Time{}
	s.told = r
	s.actual, _ = r.Deadband.Actual()
	return r, true
}

// tells tells whether a tick out of service is told, and pays for it. What is owed is
// told also where it cannot be paid for: a heartbeat, and what somebody waits for.
func (s *Sampler) tells(r *energy.Report) bool {
	t := &s.told
	switch {
	case t.Snapshot.At.IsZero() || t.Deadband.On() && r.Snapshot.At.Sub(t.Snapshot.At) >= s.band.Heartbeat:
	case !t.Deadband.On():
	case !t.Deadband.Holds():
		if s.budget.tokens < sighted {
			return false
		}
	case !moved(&s.actual, &t.Snapshot, &r.Snapshot) && !changed(&s.actual, &t.Decision, &r.Decision):
		return false
	}
	s.budget.take()
	return true
}
