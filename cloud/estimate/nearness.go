package estimate

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// nearness is by how much nearer to their middle or further the powers of single homes
// are than their bands say, by the rank of the band: learned of homes that rehearse, as
// tuning is of sums. Where a power mostly is what it was to the watt no band is too
// narrow, and the inner ones hold it more often than they say.
type nearness [numQuantities]struct {
	n      float32
	factor [numLevels]float32
}

func newNearness() (all [wasDark]nearness) {
	for k := range all {
		for q := range all[k] {
			for i := range levels {
				all[k][q].factor[i] = 1
			}
		}
	}
	return all
}

const (
	nearEvery   = 4      // homes that told one is looked at
	mostNear    = 20_000 // homes remembered
	leastNear   = 200
	nearestBand = 1.0 / 64
)

// learn takes what a home told of a quantity that was believed to be within b.
func (t *nearness) learn(q Quantity, b *loose, told energy.Watts) {
	f := &t[q]
	f.n = min(f.n+1, mostNear)
	pace := 1 / float64(max(f.n, leastNear))
	for i, p := range levels {
		if b.more[i] < resolution && b.more[i] > -resolution {
			continue
		}
		at := b.sure[i] + b.more[i]*energy.Watts(f.factor[i])
		share, beyond := p, told < at-resolution
		if i > numLevels/2 {
			share, beyond = 1-p, told > at+resolution
		}
		if beyond {
			share--
		}
		f.factor[i] = min(max(f.factor[i]*float32(math.Exp(-min(pace*gains[i], mostGain)*share)), nearestBand), widest)
	}
}

// stretched returns the band as far as was learned. No level is nearer to the middle
// than one within it.
func (t *nearness) stretched(q Quantity, b *loose) *band {
	out, f := b.sure, &t[q].factor
	for i := range out {
		out[i] += b.more[i] * energy.Watts(f[i])
	}
	for i := numLevels / 2; i > 0; i-- {
		out[i-1] = min(out[i-1], out[i])
	}
	for i := numLevels / 2; i < numLevels-1; i++ {
		out[i+1] = max(out[i+1], out[i])
	}
	return &out
}
