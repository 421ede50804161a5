package twin

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The homes that tell changes only, by their own word (energy.Deadband).
const (
	// maxHeartbeat bounds what a home may say of itself: one that promises less is
	// taken at this.
	maxHeartbeat = 5 * time.Minute
	// missed is how many heartbeats may stay away before such a home counts as
	// silent. Where its link is lost that is told sooner, by its presence.
	missed = 1.5
)

func (t *Twin) heartbeat() time.Duration { return min(t.Report.Deadband.Heartbeat, maxHeartbeat) }

// Holds tells whether what was reported last stands for now, within its
// deadband: the home would have told of a change, its session is there, and its
// next heartbeat is not late. One that has told too much of late says that it does not
// (energy.Blind), and what it reported is as old as it is.
func (t *Twin) Holds(now time.Time) bool {
	since, heard := t.Since(now)
	return heard && t.Online && t.Report.Deadband.Holds() && since <= t.heartbeat()+FreshFor
}

// Old returns how old what was reported last is by now, beyond the age that its
// readings had: nothing where it holds. It is false where there is no report.
func (t *Twin) Old(now time.Time) (time.Duration, bool) {
	since, heard := t.Since(now)
	if t.Holds(now) {
		return 0, heard
	}
	return since, heard
}

// patience is how long the home may be silent and still be there.
func (t *Twin) patience() time.Duration {
	return max(TimeOut, time.Duration(missed*float64(t.heartbeat())))
}

// doubt is the variance of a power that may be anywhere within the deadband
// around mean, 0 where every tick is told.
func (t *Twin) doubt(mean energy.Watts) float64 {
	if !t.Report.Deadband.Holds() {
		return 0
	}
	band := float64(t.Report.Deadband.PowerAt(mean))
	return band * band / 3
}
