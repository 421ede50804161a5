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

// Print is one mark by which a device is recognised: a point that reads as one
// of the texts (patterns in the way of path.Match) or in one of the ranges.
type Print struct {
	Point  string
	Texts  []string
	Ranges []Range
}

// Range is a closed range of numbers.
type Range struct{ Least, Most float64 }

// Pair is a model and a firmware version that the map is known to fit, as
// patterns in the way of path.Match.
type Pair struct{ Model, Version string }

// Span is a run of registers read in one request.
type Span struct {
	Table Table
	Base  uint16
	Words int
	Other bool // at the other unit
}

// maxRead is what one Modbus request reads (Modbus Application Protocol 6.3).
const maxRead = 125

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

// Plan returns the fewest reads that take the named points, each point in one
// of them whole. Names that the map lacks, or may not read, are left out.
func (d *Device) Plan(names ...string) []Span {
	var all []Span
	for _, name := range names {
		p, ok := d.byName[name]
		if !ok || !p.Readable() {
			continue
		}
		first, words := p.Span()
		all = append(all, Span{Table: p.table, Base: uint16(first), Words: words, Other: p.other})
	}
	slices.SortFunc(all, compareSpans)
	return d.merge(all)
}

func compareSpans(a, b Span) int {
	if a.Other != b.Other {
		if a.Other {
			return 1
		}
		return -1
	}
	if a.Table != b.Table {
		return int(a.Table) - int(b.Table)
	}
	return int(a.Base) - int(b.Base)
}

// merge joins neighbours that one request can take.
func (d *Device) merge(spans []Span) []Span {
	var out []Span
	for _, s := range spans {
		if n := len(out) - 1; n >= 0 && d.joins(out[n], s) {
			out[n].Words = max(out[n].end(), s.end()) - int(out[n].Base)
			continue
		}
		out = append(out, s)
	}
	return out
}

func (d *Device) joins(a, b Span) bool {
	words := max(a.end(), b.end()) - int(a.Base)
	return a.Other == b.Other && a.Table == b.Table && int(b.Base)-a.end() <= d.Gap && words <= maxRead
}

func (s Span) end() int { return int(s.Base) + s.Words }

// Holds tells whether the whole of p stands in the span.
func (s Span) Holds(p Point) bool {
	first, words := p.Span()
	return p.table == s.Table && p.other == s.Other && first >= int(s.Base) && first+words <= s.end()
}
