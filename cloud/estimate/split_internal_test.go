package estimate

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTwoSizesOfSumTellWhatIsSharedFromWhatIsAlone draws errors of ten homes whose own
// variance is own times what is believed, and their shared one shared times.
func TestTwoSizesOfSumTellWhatIsSharedFromWhatIsAlone(t *testing.T) {
	f := func(own, shared float64) {
		t.Helper()
		const homes = 10
		random := rand.New(rand.NewPCG(1, 2))
		s := newSplits()[wasLive][Load]
		for range 20_000 {
			all := random.NormFloat64() * root64(0.4*shared)
			o := split{own: homes, shared: homes * 0.4, sharing: homes * homes * 0.4}
			sum := 0.0
			for range homes {
				e := all + random.NormFloat64()*root64(own)
				o.single += e * e
				sum += e
			}
			o.sum = sum * sum
			s.learn(&o, 1e-3)
		}
		require.InEpsilon(t, own, s.scale().own, 0.2)
		require.InEpsilon(t, shared, s.scale().shared, 0.2)

	}
	f(1, 1)
	f(4, 1)
	f(1, 0.2)
	f(0.5, 3)
}

func root64(x float64) float64 { return float64(root(float32(x))) }

func TestAKindIsOfAnAge(t *testing.T) {
	const minute = 60 * tick
	f := func(want, base kind, age uint32) {
		t.Helper()
		require.Equal(t, want, base.at(age))
	}
	f(wasLive, wasLive, 100*minute)
	f(wasHidden, wasHidden, 2*minute)
	f(wasHidden+1, wasHidden, 8*minute)
	f(wasHidden+2, wasHidden, 32*minute)
	f(wasDark, wasDark, 7*minute)
	f(wasDark+2, wasDark, 2000*minute)
	require.Less(t, wasHidden.at(noAge), wasDark)
	require.Less(t, wasDark.at(noAge), kind(numKinds))
}
