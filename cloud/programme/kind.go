package programme

// Kind is what sort of service a programme is.
type Kind string

// The kinds.
const (
	Regulation  Kind = "regulation"            // follows the grid operator's signal
	Contingency Kind = "contingency_reserve"   // stands by for a fall or rise of frequency
	Containment Kind = "frequency_containment" // follows frequency by a droop curve
	Shaving     Kind = "peak_shaving"          // keeps the import of a node below a limit
	Capacity    Kind = "scheduled_capacity"    // so much power from one time to another
	Backstop    Kind = "emergency_backstop"    // as Capacity, at once
)

// Drive is what sets the power of a running call.
type Drive uint8

// The drives.
const (
	Undriven  Drive = iota
	Scheduled       // the time
	Signalled       // a level from outside, -1..1
	Measured        // the node's own meter
	Armed           // each home's own frequency, by a curve: there is no target
)

var drives = map[Kind]Drive{
	Regulation: Signalled, Contingency: Armed, Containment: Armed,
	Shaving: Measured, Capacity: Scheduled, Backstop: Scheduled,
}

// Drive returns what sets the power of a call of kind k, Undriven for no kind.
func (k Kind) Drive() Drive { return drives[k] }

// delivers tells whether the call moves energy one way for all its length. The
// others stand by, to move it for the programme's endurance.
func (d Drive) delivers() bool { return d == Scheduled || d == Measured }
