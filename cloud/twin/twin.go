package twin

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// The ages, on the cloud's receive clock, at which a home counts for less.
const (
	FreshFor = 3 * time.Second  // a younger reading stands for now: Measured
	TimeOut  = 10 * time.Second // a home silent for longer cannot be commanded
	ModelFor = 15 * time.Minute // a home silent for longer is not estimated
)

// Twin is what is known of one home. The zero Twin was never heard of.
type Twin struct {
	Site     energy.SiteID
	Boot     uint64 // boot of the session or report heard last
	Online   bool
	Session  uint64 // of Boot, that began last; 0 where the home has not told
	Software string
	MaxLease time.Duration // 0 where the home has not told
	Highest  uint64        // highest order id taken in Boot, as told
	Arms     Arms          // likewise, of frequency response pushed ahead
	Moment   energy.Moment // told last in Boot, for the next order to rest on
	MomentAt time.Time     // when that was received: it is of no later

	Report   energy.Report // newest of Boot; Seq 0 where there is none
	Received time.Time     // of Report, on the cloud's clock; zero for none
	Waited   time.Duration // by Report at home before it was sent

	Desired energy.Order // newest order sent; ID 0 for none
	Answer  wire.Answer  // newest receipt of an order; Order 0 for none

	news *news // nil: none was told
}

// Arms is what a home tells of frequency response pushed ahead. The zero Arms is a
// home that takes none.
type Arms struct {
	Able    energy.Armable
	Highest uint64 // highest arm id taken in Boot
}

// Armed returns the arm the home reports as in force, 0 for none.
func (t *Twin) Armed() uint64 { return t.Report.Decision.Arm }

// InForce returns the order the home reports as in force, 0 for none.
func (t *Twin) InForce() uint64 { return t.Report.Decision.Order }

// Since returns how long ago the report was taken, and false where there is
// none. What the network took is not in it.
func (t *Twin) Since(now time.Time) (time.Duration, bool) {
	silent, heard := t.Silent(now)
	return silent + t.Waited, heard
}

// Silent returns how long nothing was reported, and false where nothing was.
func (t *Twin) Silent(now time.Time) (time.Duration, bool) {
	if t.Received.IsZero() {
		return 0, false
	}
	return max(0, now.Sub(t.Received)), true
}
