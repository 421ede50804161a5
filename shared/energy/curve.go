package energy

import "fmt"

// Corner is a point of a Curve: at so far from nominal, so much of the power.
type Corner struct {
	Away  Hertz // magnitude
	Share Ratio
}

// Curve is the share of a home's power that answers the grid's frequency, by how
// far that is from nominal, alike on both sides and without hysteresis: none nearer
// than the first corner, linear between corners, past the last as there. One corner
// alone is a switch. Nobody changes a Curve.
type Curve []Corner

// Bounds of a Curve.
const (
	MaxCorners       = 8
	MaxAway    Hertz = 5 // a public grid is not held together further off
)

// Share returns the share at a frequency so far from nominal, a magnitude.
func (c Curve) Share(away Hertz) Ratio {
	if len(c) == 0 || away < c[0].Away {
		return 0
	}
	for i := 1; i < len(c); i++ {
		if a, b := c[i-1], c[i]; away < b.Away {
			part := (away - a.Away) / (b.Away - a.Away)
			return a.Share + Ratio(part)*(b.Share-a.Share)
		}
	}
	return c[len(c)-1].Share
}

// DeadBand returns how far off the frequency may be without any share.
func (c Curve) DeadBand() Hertz {
	var band Hertz
	for _, p := range c {
		if p.Share > 0 {
			break
		}
		band = p.Away
	}
	return band
}

// Check returns why c is no curve: want 1 to MaxCorners corners, each further off
// than the one before and with no less of a share of 0 to 1.
func (c Curve) Check() error {
	if len(c) == 0 || len(c) > MaxCorners {
		return fmt.Errorf("curve of %d corners: want 1 to %d", len(c), MaxCorners)
	}
	for i, p := range c {
		if !(p.Away >= 0 && p.Away <= MaxAway) || !(p.Share >= 0 && p.Share <= 1) {
			return fmt.Errorf("corner %d, %v Hz at %v: want 0 to %v Hz, a share of 0 to 1", i+1, float64(p.Away), float64(p.Share), float64(MaxAway))
		}
		if i > 0 && !(p.Away > c[i-1].Away && p.Share >= c[i-1].Share) {
			return fmt.Errorf("corner %d does not come after the one before it", i+1)
		}
	}
	return nil
}
