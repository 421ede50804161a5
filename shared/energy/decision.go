package energy

import (
	"math/bits"
	"strings"
	"time"
)

// SafetyState is where a home's safety stands, named after EEBUS LPC. The
// zero value is Failsafe. The numbers are on the wire: do not reorder.
type SafetyState uint8

// The safety states.
const (
	Failsafe   SafetyState = iota // what is needed to act safely is not known
	Autonomous                    // on its own wishes
	Limited                       // a limit changed what was wished
	Controlled                    // an order is followed as it was given
)

// String returns the state's stable name.
func (s SafetyState) String() string {
	return pick([]string{"failsafe", "autonomous", "limited", "controlled"}, int(s))
}

// Layer is who wished for the power, lowest rank first. The numbers are on
// the wire: new ones are added at the end and ranked in control.
type Layer uint8

// The layers.
const (
	NoWish          Layer = iota // nobody asked: the inverter's own mode
	SelfConsumption              // keep the grid connection near 0 W
	Dispatch                     // a lease from the plant
	PeakShaving                  // keep the grid connection inside a target of the owner
	Plan                         // a schedule pushed ahead, by price or by hand
	Frequency                    // the home's own response to the grid's frequency
	Owner                        // reserve to be kept, pause
	Storm                        // the owner's storm watch: a full battery, kept
)

// NumLayers is the count of layers.
const NumLayers = int(Storm) + 1

// String returns the layer's stable name.
func (l Layer) String() string {
	return pick([]string{"none", "self_consumption", "dispatch", "peak_shaving", "plan", "frequency", "owner", "storm"}, int(l))
}

// Bounds is the set of limits that changed a wish. The bits are on the wire:
// new ones are added at the end.
type Bounds uint32

// The bounds.
const (
	BoundSoCLow      Bounds = 1 << iota // empty, or at the owner's reserve
	BoundSoCHigh                        // full
	BoundBattery                        // the battery's own charge or discharge limit
	BoundRating                         // the inverter's rating
	BoundExport                         // export limit at the grid connection
	BoundImport                         // import limit at the grid connection
	BoundRamp                           // rate of change
	BoundStale                          // a needed reading is old or missing
	BoundTemperature                    // the battery is too cold or too hot
	BoundDevice                         // the inverter did not take the setpoint
	BoundFuse                           // current of a phase at the grid connection
	BoundCell                           // voltage of a battery cell
	BoundDwell                          // direction changed too often
	BoundEnergy                         // energy moved in a day
	BoundImplausible                    // readings contradict each other
	BoundIsland                         // the grid is lost
	BoundOperator                       // a limit of the network operator
	BoundLockout                        // locked out after too many excursions
	BoundUnproven                       // the battery did not do what it had accepted
	BoundSounding                       // a meter that stands still is to show a small cut
)

var boundNames = []string{
	"soc_low", "soc_high", "battery", "rating", "export", "import", "ramp", "stale", "temperature", "device", "fuse", "cell", "dwell", "energy", "implausible", "island", "operator", "lockout", "unproven", "sounding",
}

// Has tells whether every bound of other is in b.
func (b Bounds) Has(other Bounds) bool { return b&other == other }

// Names returns the stable names of the bounds in b, in bit order.
func (b Bounds) Names() []string {
	var out []string
	for rest := uint32(b); rest != 0; rest &= rest - 1 {
		out = append(out, pick(boundNames, bits.TrailingZeros32(rest)))
	}
	return out
}

// String returns the names joined by commas, "" for none.
func (b Bounds) String() string { return strings.Join(b.Names(), ",") }

// Want is what one layer asked for: battery power, positive discharges.
// The zero Want asks for nothing; 0 W is a wish.
type Want struct {
	power Watts
	asked bool
}

// WantPower returns a Want of p.
func WantPower(p Watts) Want { return Want{power: p, asked: true} }

// Power returns the power wanted, and false where nothing was asked.
func (w Want) Power() (Watts, bool) { return w.power, w.asked }

// Decision is the record of one tick: what each layer wanted, what bound it
// and what was done. It answers "why did my battery do that?".
type Decision struct {
	State     SafetyState
	Layer     Layer           // whose wish was taken
	Wants     [NumLayers]Want // indexed by Layer
	Approved  Want            // what safety let through; none: the inverter's own mode
	Bounds    Bounds          // what changed the wish, or would have failed it
	Curtail   Want            // most PV power let through, 0 W or more; none: all
	Order     uint64          // ID of the order in force, 0 for none
	LeaseLeft time.Duration   // of that order
	Arm       uint64          // ID of the frequency response armed ahead that is in force, 0 for none
	ArmLeft   time.Duration   // of that
}

// Report is one numbered tick as a home tells it.
type Report struct {
	Seq      uint64 // from 1, without gaps, within one boot
	Snapshot Snapshot
	Decision Decision
	// Deadband is what the home leaves out from this report on, until the next:
	// a value held from here to there is within it all the time.
	Deadband Deadband
	// Still is the time of the newest tick left out before this report, the zero
	// time where none was: so long the report before held.
	Still time.Time
	// News is what began or ended, nil where a report before it told all of that.
	News *News
}

func pick(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown"
}
