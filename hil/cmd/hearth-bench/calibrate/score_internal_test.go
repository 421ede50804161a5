package calibrate

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// normal returns the intervals of a normal law.
func normal(mean, sd float64) func(energy.Ratio) energy.Envelope {
	return func(level energy.Ratio) energy.Envelope {
		d := sd * math.Sqrt2 * math.Erfinv(float64(level))
		return energy.Envelope{Min: energy.Watts(mean - d), Max: energy.Watts(mean + d)}
	}
}

// judged is a law of sd judged by 20,000 draws of a normal of 1 on 100 days.
func judged(mean, sd float64) Verdict {
	random := rand.New(rand.NewPCG(3, 1))
	s := &series{}
	for i := range 20_000 {
		s.note(normal(mean, sd), seen{day: i / 200, truth: random.NormFloat64(), alone: 1})
	}
	return s.verdict()
}

func TestALawThatHoldsIsFlatAndCovers(t *testing.T) {
	v := judged(0, 1)
	for i, level := range Levels() {
		require.InDelta(t, float64(level), float64(v.Levels[i].Coverage), 0.01)
		require.InDelta(t, 1, v.Levels[i].VsHeld.Score, 0.02, "none does better than by the true law")
	}
	for _, x := range v.PIT {
		require.InDelta(t, 1, x, 0.2)
	}
}

func TestAPITShowsWhatIsWrong(t *testing.T) {
	wide, narrow, off := judged(0, 2).PIT, judged(0, 0.5).PIT, judged(1, 1).PIT
	require.Greater(t, wide[4], wide[1])
	require.Less(t, narrow[4], narrow[1])
	require.Greater(t, off[1], 2*off[8])
	for _, v := range []Verdict{judged(0, 2), judged(0, 0.5)} {
		require.Greater(t, v.Levels[1].VsHeld.Score, 1.05)
	}
}

// TestDaysThatAreAlikeTellLess compares series of the same coverage: in one every day
// is half covered, in the other every second day wholly.
func TestDaysThatAreAlikeTellLess(t *testing.T) {
	even, uneven := make([]block, 40), make([]block, 40)
	for i := range even {
		even[i] = block{n: 10, covered: [4]int{5, 5, 5, 5}}
		uneven[i] = block{n: 10, covered: [4]int{10 * (i % 2)}}
	}
	require.Zero(t, standardError(even, 0))
	require.InDelta(t, 0.5/math.Sqrt(40), float64(standardError(uneven, 0)), 0.002)
}
