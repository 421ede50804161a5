package regmap

import "slices"

// Table is one of the two sets of 16-bit registers of a Modbus device. The same
// address means different things in each.
type Table uint8

// The tables.
const (
	Holding Table = iota // functions 3, 6 and 16
	Input                // function 4
)

// Span is a run of registers read in one request.
type Span struct {
	Table Table
	Base  uint16
	Words int
	Other bool // at the other unit
}

// maxRead is what one Modbus request reads (Modbus Application Protocol 6.3).
const maxRead = 125

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
