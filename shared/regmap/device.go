package regmap

import (
	"slices"
	"time"
)

// Device is the map of one maker's devices that do not speak SunSpec, or say
// more beside it. Its points stand at the addresses of the wire. It is
// immutable and safe for concurrent use.
type Device struct {
	Name    string // "huawei-sun2000"
	Maker   string
	Role    string // meter, pv, storage or hybrid
	Over    string // pattern of the SunSpec maker that the map takes over from, "" for none
	SunSpec bool   // it is a SunSpec device: the map has no points, and says how far to trust it
	Model   string // the models covered, in words

	Unit     uint8         // Modbus unit most installations use, 0 where the maker names none
	Pace     time.Duration // least time between two requests
	Clients  int           // connections it serves at a time, 0 for as many as come
	Gap      int           // unused registers that one read may run over
	Others   []uint8       // the units that points with unit=other may stand at
	Together bool          // writes that stand side by side go in one request

	Verified bool   // on hardware
	Note     string // by whom and where, or why not
	Proof    Proof  // what was held against the map, beside its own sources
	Proven   string // and from where that is

	Prints  []Print // none: the map is opened by name only
	Known   []Pair
	Lease   Lease
	Steps   []Step
	Curb    Lease  // of what holds PV back
	Cuts    []Step // none: it cannot be held back
	Island  Island
	Refused string // what to do where the device refuses a write

	points []Point
	byName map[string]Point
}

// Proof is what a map was held against, from another source than its own.
type Proof string

// The proofs.
const (
	NoProof Proof = ""
	Words   Proof = "words" // raw words of a device, with what they mean
	Table2  Proof = "table" // another table of its registers, point by point
)

// Point returns the point called name at its address on the wire, and false
// where the map has none.
func (d *Device) Point(name string) (Point, bool) {
	p, ok := d.byName[name]
	return p, ok
}

// Against says in words what the map was held against.
func (d *Device) Against() string {
	switch d.Proof {
	case Words:
		return "raw " + string(d.Proof) + " " + d.Proven
	case Table2:
		return "a second table " + d.Proven
	}
	return "nothing but its own sources"
}

// Points returns every point in the order of the file.
func (d *Device) Points() []Point { return slices.Clone(d.points) }
