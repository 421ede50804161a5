package regmap

import (
	"path"
	"slices"
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

// Shows tells whether p, the mark's point as it stands in block, reads as the mark
// says.
func (m Print) Shows(p Point, block []uint16) bool {
	if text, ok := p.Text(block); ok {
		return slices.ContainsFunc(m.Texts, func(pattern string) bool { return Matches(pattern, text) })
	}
	v, ok := p.Decode(block)
	return ok && slices.ContainsFunc(m.Ranges, func(r Range) bool { return v >= r.Least && v <= r.Most })
}

// Fits tells whether a device of that model and version is of the pair.
func (p Pair) Fits(model, version string) bool {
	return Matches(p.Model, model) && Matches(p.Version, version)
}

// Matches tells whether the pattern fits s. One that is not well formed fits nothing.
func Matches(pattern, s string) bool {
	ok, err := path.Match(pattern, s)
	return ok && err == nil
}
