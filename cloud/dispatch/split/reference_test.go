package split_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split/splittest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAllocationIsAsGoodAsGLPKProves: on random trees no answer that GLPK could
// give costs less or meets more, by a millionth.
func TestAllocationIsAsGoodAsGLPKProves(t *testing.T) {
	worst := 0.0
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 3))
		p := splittest.Random(r, 1+r.IntN(24), 1+r.IntN(10))
		s := solver(t, &p)
		result := s.Solve(p.Target)
		gap, err := p.Gap(t.Context(), s.Shares(), result.Unmet)
		if errors.Is(err, splittest.ErrMissing) {
			t.Skip("not compared with a reference: ", err)
		}
		require.NoError(t, err, "seed %d", seed)
		require.LessOrEqual(t, gap, 1e-6, "seed %d", seed)
		worst = max(worst, gap)
	}
	t.Logf("worst gap %.3g", worst)
}

// TestTheReferenceSeesWhatIsNotBest: a ten-thousandth of power given by another home
// than in the answer is a gap.
func TestTheReferenceSeesWhatIsNotBest(t *testing.T) {
	home := splittest.Side{Most: 5000, Weight: 5000, Wear: 0.1}
	p := splittest.Problem{
		Parents: []int32{-1}, At: []int32{0, 0}, Up: []splittest.Side{home, home}, Down: []splittest.Side{home, home},
		Limits: []energy.Envelope{energy.Unbounded()}, Target: 6000,
	}
	f := func(first energy.Watts) float64 {
		t.Helper()
		shares := []energy.Watts{first, 6000 - first}
		bound, err := p.Bound(t.Context(), 6000, shares)
		if errors.Is(err, splittest.ErrMissing) {
			t.Skip("not compared with a reference: ", err)
		}
		require.NoError(t, err)
		return p.Cost(shares) - bound
	}
	require.InDelta(t, 0, f(3000), 1e-6)
	require.Greater(t, f(3001), 1e-3)
	require.Greater(t, f(2999.9), 1e-4)
}

// TestEachShareIsThatOfTheDefinition: by halving brackets, with nothing in common
// with the solver but the definition.
func TestEachShareIsThatOfTheDefinition(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 4))
		p := splittest.Random(r, 1+r.IntN(24), 1+r.IntN(10))
		s := solver(t, &p)
		least, most := s.Solve(-1e9).Met, s.Solve(1e9).Met
		p.Target = least + energy.Watts(r.Float64())*(most-least)
		s.Solve(p.Target)
		for i, x := range p.Naive() {
			require.InDelta(t, float64(x), float64(s.Shares()[i]), 1e-6, "seed %d, home %d", seed, i)
		}
	}
}
