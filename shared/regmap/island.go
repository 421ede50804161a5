package regmap

import (
	"fmt"
	"slices"
	"strings"
)

// Island is what tells whether the home is fed without the grid: the numbers of one
// point that mean so, and those that mean the grid is there. All others, such as
// those of a start or a fault, tell neither.
type Island struct {
	Point string // "" for none
	Mask  uint64 // of the bits that count, 0 for all
	alone []Range
	mains []Range
}

// Alone tells whether v means an island.
func (i *Island) Alone(v float64) bool { return i.among(i.alone, v) }

// Mains tells whether v means that the grid is there.
func (i *Island) Mains(v float64) bool { return i.among(i.mains, v) }

func (i *Island) among(ranges []Range, v float64) bool {
	if i.Mask != 0 {
		v = float64(uint64(max(0, v)) & i.Mask)
	}
	return slices.ContainsFunc(ranges, func(r Range) bool { return v >= r.Least && v <= r.Most })
}

// island reads one of the two lines.
func (p *deviceParser) island(f []string, into *[]Range) error {
	name, mask, masked := strings.Cut(f[0], "&")
	var bits uint64
	if masked {
		n, err := numeral(mask)
		if err != nil || n != float64(int(n)) || n < 1 {
			return fmt.Errorf("%q: want POINT&MASK, a whole number above 0", f[0])
		}
		bits = uint64(n)
	}
	i := &p.device.Island
	if i.Point != "" && (i.Point != name || i.Mask != bits) {
		return fmt.Errorf("%q: island and mains want to be told by the same bits of one point", f[0])
	}
	i.Point, i.Mask = name, bits
	for _, s := range f[1:] {
		r, ok := span(s)
		if !ok {
			return fmt.Errorf("%q: want a number, or LOW..HIGH", s)
		}
		*into = append(*into, r)
	}
	return nil
}

// islands holds the two lines to a point that can be read, and to one meaning for
// each number.
func (p *deviceParser) islands() (int, error) {
	i := &p.device.Island
	line := max(p.lines["island"], p.lines["mains"])
	if line == 0 {
		return 0, nil
	}
	pt, ok := p.device.byName[i.Point]
	switch {
	case !ok || pt.blind || pt.other || !pt.kind.numeric():
		return line, fmt.Errorf("%q: want a number that is read", i.Point)
	case i.alone == nil || i.mains == nil:
		return line, fmt.Errorf("want an island line and a mains line")
	}
	for _, r := range i.alone {
		if i.Mains(r.Least) || i.Mains(r.Most) {
			return line, fmt.Errorf("%q: %g to %g mean both", i.Point, r.Least, r.Most)
		}
	}
	return 0, nil
}
