package estimate

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestABandOfOneHomeIsAsWideAsItIsRight: errors of a normal of so many watts, of which
// another width is believed, are within the band as often as it says; of which most are
// none are within the inner one more often.
func TestABandOfOneHomeIsAsWideAsItIsRight(t *testing.T) {
	f := func(truly, believed float64, none float64, inner float64) {
		t.Helper()
		random := rand.New(rand.NewPCG(3, 4))
		near := newNearness()[wasLive]
		var b band
		for i, p := range levels {
			b[i] = 500 + energy.Watts(believed*normalQuantile(p))
		}
		draw := func() energy.Watts {
			if random.Float64() < none {
				return 500
			}
			return 500 + energy.Watts(truly*random.NormFloat64())
		}
		for range 40_000 {
			near.learn(Grid, b.around(), draw())
		}
		var half, nine int
		for range 20_000 {
			is, w := draw(), near.stretched(Grid, b.around())
			if is >= w[3]-resolution && is <= w[5]+resolution {
				half++
			}
			if is >= w[1]-resolution && is <= w[7]+resolution {
				nine++
			}
		}
		require.InDelta(t, inner, float64(half)/20_000, 0.03)
		require.InDelta(t, 0.9, float64(nine)/20_000, 0.03)
	}
	f(300, 300, 0, 0.5)
	f(300, 60, 0, 0.5)
	f(60, 300, 0, 0.5)
	f(100, 300, 0.7, 0.7)
}
