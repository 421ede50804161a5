package dispatch

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/fair"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Home is what dispatch needs to know of one home now. Powers and energies
// are magnitudes.
type Home struct {
	Site       energy.SiteID
	Ready      bool // it can be commanded; all below is only read where so
	Boot       uint64
	Highest    uint64           // highest order id it took in Boot
	Moment     energy.Moment    // that it told last in Boot
	InForce    uint64           // order in force as it reports, 0 for none
	MaxLease   time.Duration    // longest lease it takes, 0 where it has not told
	Up, Down   energy.Watts     // most it can discharge, charge
	EnergyUp   energy.WattHours // it can still give
	EnergyDown energy.WattHours // it can still take
	Limits     energy.Bounds    // that bind it now
	Battery    energy.Estimate  // its power as it counts in the view's Total, read even where it is not Ready
	Wear       split.Price      // what using its battery costs, beside that of others
	Surplus    energy.Watts     // of its sun over its load, signed, battery apart
	Armed      Hold             // what it may do beside its share, when the frequency is off
	Still      bool             // with no share it is held at 0 W, in place of its own mode
	// What the plant itself notes of it, whatever a view says.
	Granted  energy.Participation // newest that was sent and has not ended, the zero share for none
	Known    energy.Participation // of the order that it reports in force, likewise
	Held     Hold                 // the most that may be in force, whatever was lost on its way
	Standing fair.Standing
}

// View is a plant at one instant.
type View struct {
	Homes    []Home
	Total    energy.Estimate // battery power of the homes seen, as read
	Interval energy.Envelope // holds the power that Total is of with probability IntervalLevel
	Loose    energy.Watts    // of Total's mean, that of homes which cannot be commanded
	Age      time.Duration   // mean, of the readings in Total
	Coverage energy.Coverage
	Grid     Grid // limits over Homes
}

// IntervalLevel is the probability with which intervals hold the true value.
const IntervalLevel energy.Ratio = 0.9

// Fleet is where a plant sees its homes, and where it notes what it orders.
type Fleet interface {
	View(now time.Time) View
	Desire(o energy.Order)
}
