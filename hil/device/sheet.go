package device

import (
	"cmp"
	"slices"
	"time"
)

// sheet is a unit whose registers are laid out by hand, as the vendor has
// them. It shares nothing with the maps that masters read by, so that a wrong
// map shows.
type sheet struct {
	cells    []cell
	areas    [2][]area
	oneSpace bool // functions 3 and 4 reach the same registers
	blind    bool // some are written only
	lease    lease
	mandate  mandate
	curb     curb
	obey     func(w written)                       // after a write; nil where nothing commands
	lapse    func()                                // when the lease has run out
	clocked  func(t *truth, now time.Time) mandate // by the time of day; nil where nothing is
	told     func()                                // what is shown of the timer
}

// cell is one value. A measured one is filled from the truth; a setting is
// kept as it was written, if it lies within low to high, both in register
// counts.
type cell struct {
	space     space
	address   uint16
	kind      kind
	scale     float64 // register counts per unit
	from      func(*truth) float64
	low, high float64
	initial   float64 // register counts
	blind     bool    // it is written only: a read of it is refused
	words     []uint16
}

func (c *cell) setting() bool { return c.from == nil && c.high > c.low }

// area is registers without a gap.
type area struct {
	base  uint16
	words []uint16
}

// The widest gap between two values that a device reads over; what lies in it
// is 0. A SunSpec image has no gaps at all.
const (
	joined = 24
	filled = 120
)

// measured is a value that follows the truth.
func measured(s space, address uint16, k kind, scale float64, from func(*truth) float64) cell {
	return cell{space: s, address: address, kind: k, scale: scale, from: from}
}

// setting is a holding register that may be written within low to high.
func setting(address uint16, k kind, low, high, initial float64) cell {
	return cell{address: address, kind: k, low: low, high: high, initial: initial}
}

// writeOnly is a setting that cannot be read.
func writeOnly(address uint16, k kind, low, high, initial float64) cell {
	c := setting(address, k, low, high, initial)
	c.blind = true
	return c
}

// constant is a register that says what it is for good.
func constant(s space, address uint16, k kind, value float64) cell {
	return cell{space: s, address: address, kind: k, initial: value}
}

// text is a string of two characters per register, padded with 0.
func text(s space, address uint16, words int, content string) []cell {
	out := make([]cell, words)
	for i := range out {
		var pair [2]byte
		if 2*i < len(content) {
			copy(pair[:], content[2*i:])
		}
		out[i] = constant(s, address+uint16(i), u16, float64(uint16(pair[0])<<8|uint16(pair[1])))
	}
	return out
}

// newSheet lays the cells out. No two may overlap.
func newSheet(cells []cell, more ...[]cell) *sheet {
	return laid(joined, append([][]cell{cells}, more...))
}

// newImage is newSheet for a SunSpec image.
func newImage(cells []cell, more ...[]cell) *sheet {
	return laid(filled, append([][]cell{cells}, more...))
}

func laid(gap int, cells [][]cell) *sheet {
	s := &sheet{cells: slices.Concat(cells...)}
	slices.SortFunc(s.cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.space, b.space), cmp.Compare(a.address, b.address))
	})
	for i := 0; i < len(s.cells); {
		i = s.lay(i, gap)
	}
	for i := range s.cells {
		c := &s.cells[i]
		s.blind = s.blind || c.blind
		c.words = s.find(c.space, c.address, c.kind.words())
		c.kind.put(c.words, c.initial)
	}
	return s
}

// lay makes the area that begins with cell i and returns the cell after it.
func (s *sheet) lay(i, gap int) int {
	first := s.cells[i]
	end := int(first.address)
	for ; i < len(s.cells); i++ {
		c := s.cells[i]
		if c.space != first.space || int(c.address) > end+gap {
			break
		}
		if int(c.address) < end {
			panic("BUG: registers overlap")
		}
		end = int(c.address) + c.kind.words()
	}
	s.areas[first.space] = append(s.areas[first.space], area{base: first.address, words: make([]uint16, end-int(first.address))})
	return i
}

// find returns count registers from address on, nil where they are not all
// there.
func (s *sheet) find(from space, address uint16, count int) []uint16 {
	if s.oneSpace {
		from = holding
	}
	for _, a := range s.areas[from] {
		at := int(address) - int(a.base)
		if at >= 0 && at+count <= len(a.words) {
			return a.words[at : at+count]
		}
	}
	return nil
}

func (s *sheet) fetch(from space, address uint16, into []uint16) Exception {
	words := s.find(from, address, len(into))
	if words == nil || s.hides(from, int(address), len(into)) {
		return IllegalAddress
	}
	copy(into, words)
	return 0
}

// hides tells whether one of the registers is written only.
func (s *sheet) hides(from space, address, count int) bool {
	return s.blind && slices.ContainsFunc(s.cells, func(c cell) bool {
		at := int(c.address)
		return c.blind && (c.space == from || s.oneSpace) && at < address+count && address < at+c.kind.words()
	})
}

func (s *sheet) refresh(t *truth) {
	for i := range s.cells {
		if c := &s.cells[i]; c.from != nil {
			c.kind.put(c.words, c.scale*c.from(t))
		}
	}
	if s.told != nil {
		s.told()
	}
}

func (s *sheet) wide(from space, address uint16, count int, f func(int)) {
	if s.oneSpace {
		from = holding
	}
	for i := range s.cells {
		c := &s.cells[i]
		at := int(c.address) - int(address)
		if c.space == from && c.kind.words() == 2 && at >= 0 && at+2 <= count {
			f(at)
		}
	}
}

func (s *sheet) timer() *lease { return &s.lease }

func (s *sheet) commands() bool { return s.obey != nil || s.clocked != nil }
