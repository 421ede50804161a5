package regmap

import (
	"fmt"
	"slices"
	"strings"
)

// limits are what a map says of writes to a point. Values are those of the
// register after scaling, before its sign is flipped.
type limits struct {
	bounded     bool
	least, most float64
	among       []float64 // nil: any
	budget      int       // writes a day, 0 for no limit
	dead        float64   // a smaller change is not worth a write
}

// Budget returns how often a day the point may be written, 0 for as often as
// wanted: what is stored wears the device's memory.
func (p Point) Budget() int { return p.limits.budget }

// Deadband returns the change, in the point's unit, below which a stored point
// is left as it is.
func (p Point) Deadband() float64 { return p.limits.dead }

// Most returns the highest number that the map lets be written.
func (p Point) Most() float64 {
	if p.limits.among != nil {
		return slices.Max(p.limits.among)
	}
	return p.limits.most
}

// Limited tells whether the map says which values may be written.
func (p Point) Limited() bool { return p.limits.bounded || p.limits.among != nil }

// allows tells whether the map lets v be written. A map without limits, as the
// SunSpec models are, leaves that to the type.
func (p *Point) allows(v float64) bool {
	l := &p.limits
	if l.bounded && !(v >= l.least && v <= l.most) {
		return false
	}
	return l.among == nil || slices.Contains(l.among, v)
}

// allowed is what may be written, in words.
func (p *Point) allowed() string {
	switch l := &p.limits; {
	case l.among != nil:
		return "one of " + strings.Trim(fmt.Sprint(l.among), "[]")
	case l.bounded:
		return fmt.Sprintf("%g to %g", l.least, l.most)
	}
	return "another value than the one for \"not implemented\""
}
