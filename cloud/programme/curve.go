package programme

import (
	"fmt"
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Corner is a point of a droop curve: so far from the nominal frequency, a
// magnitude in Hz, so much of the capacity.
type Corner struct {
	Away  energy.Hertz `json:"away_hz"`
	Share energy.Ratio `json:"share_ratio"`
}

// Curve is how much of its capacity a home gives by itself when the frequency is
// away from nominal: nothing up to the first corner, linear between, past the last
// as there. Below nominal it is what the call has up, above what it has down.
type Curve []Corner

// Share returns the share of capacity at a frequency so far off, signed as power:
// positive below nominal.
func (c Curve) Share(off energy.Hertz) energy.Ratio {
	away, share := energy.Hertz(math.Abs(float64(off))), energy.Ratio(0)
	for i, p := range c {
		if away < p.Away {
			if i > 0 {
				from := c[i-1]
				share = from.Share + (p.Share-from.Share)*energy.Ratio((away-from.Away)/(p.Away-from.Away))
			}
			break
		}
		share = p.Share
	}
	if off > 0 {
		return -share
	}
	return share
}

func (c Curve) check() error {
	if len(c) == 0 {
		return fmt.Errorf("curve: a programme that follows frequency has one")
	}
	for i, p := range c {
		if !(p.Away >= 0 && p.Away <= 10) || !(p.Share >= 0 && p.Share <= 1) {
			return fmt.Errorf("curve: corner %d, %v Hz at %v: want 0 to 10 Hz, a share of 0 to 1", i+1, p.Away, p.Share)
		}
		if i > 0 && (p.Away <= c[i-1].Away || p.Share < c[i-1].Share) {
			return fmt.Errorf("curve: corner %d does not come after the one before it", i+1)
		}
	}
	return nil
}
