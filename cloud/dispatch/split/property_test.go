package split_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split/splittest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const watt = 1e-6 // below this, powers are the same

func anyProblem(t *rapid.T) splittest.Problem {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	return splittest.Random(r, rapid.IntRange(1, 60).Draw(t, "homes"), rapid.IntRange(1, 15).Draw(t, "nodes"))
}

func solver(t require.TestingT, p *splittest.Problem) *split.Solver {
	s, err := split.New(p.Parents, p.At)
	require.NoError(t, err)
	for i := range p.Up {
		s.Set(i, side(p.Up[i]), side(p.Down[i]))
	}
	for v, l := range p.Limits {
		require.NoError(t, s.SetLimits(v, l))
	}
	return s
}

func side(s splittest.Side) split.Side {
	return split.Side{
		Most: energy.Watts(s.Most), Weight: energy.WattHours(s.Weight), Wear: split.Price(s.Wear), Own: energy.Watts(s.Own),
		Loss: split.Price(s.Loss), Present: energy.Watts(s.Present), Switch: split.Price(s.Switch),
	}
}

func TestEveryHomeAndEveryNodeStaysInsideItsLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProblem(t)
		s := solver(t, &p)
		result := s.Solve(p.Target)
		for i, x := range s.Shares() {
			inside(t, -energy.Watts(p.Down[i].Most), energy.Watts(p.Up[i].Most), x, 0)
			require.False(t, x > 0 && p.Up[i].Weight == 0 || x < 0 && p.Down[i].Weight == 0, "no energy behind it")
		}
		sums := p.Sums(s.Shares())
		for v, sum := range sums {
			inside(t, p.Limits[v].Min, p.Limits[v].Max, sum, watt)
		}
		require.InDelta(t, float64(result.Met), float64(sums[0]), watt)
		require.InDelta(t, float64(p.Target), float64(result.Met+result.Unmet), watt)
	})
}

func inside(t *rapid.T, least, most, x, off energy.Watts) {
	require.True(t, x >= least-off && x <= most+off, "%v W, not in %v..%v W", x, least, most)
}

func TestMoreTargetLowersNoHome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProblem(t)
		s := solver(t, &p)
		s.Solve(p.Target)
		before := slices.Clone(s.Shares())
		s.Solve(p.Target + energy.Watts(rapid.Float64Range(0, 2e4).Draw(t, "more")))
		for i, x := range s.Shares() {
			require.GreaterOrEqual(t, float64(x), float64(before[i])-watt, "home %d", i)
		}
	})
}

func TestAWidenedLimitNeverLowersWhatIsMet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProblem(t)
		s := solver(t, &p)
		before := s.Solve(p.Target)
		v := rapid.IntRange(0, len(p.Parents)-1).Draw(t, "node")
		p.Limits[v].Min -= energy.Watts(rapid.Float64Range(0, 1e4).Draw(t, "min"))
		p.Limits[v].Max += energy.Watts(rapid.Float64Range(0, 1e4).Draw(t, "max"))
		require.NoError(t, s.SetLimits(v, p.Limits[v]))
		require.LessOrEqual(t, float64(s.Solve(p.Target).Unmet.Abs()), float64(before.Unmet.Abs())+watt)
	})
}

// TestNoHomeIsChargedWhileItsNeighbourDischarges: where one discharges and another
// charges, a limit that binds stands between them.
func TestNoHomeIsChargedWhileItsNeighbourDischarges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProblem(t)
		s := solver(t, &p)
		s.Solve(p.Target)
		binds := make([]bool, len(p.Parents))
		for b := range s.Binding() {
			binds[b.Node] = b.Price > 0
		}
		sign := map[int32]energy.Watts{}
		for i, x := range s.Shares() {
			v := p.At[i]
			for v > 0 && !binds[v] {
				v = p.Parents[v]
			}
			require.GreaterOrEqual(t, float64(sign[v]*x), 0.0, "home %d", i)
			sign[v] += x
		}
	})
}

func TestTheOrderOfHomesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProblem(t)
		s := solver(t, &p)
		s.Solve(p.Target)
		order := rapid.Permutation(seq(len(p.At))).Draw(t, "order")
		q := splittest.Problem{Parents: p.Parents, Limits: p.Limits}
		for _, i := range order {
			q.At, q.Up, q.Down = append(q.At, p.At[i]), append(q.Up, p.Up[i]), append(q.Down, p.Down[i])
		}
		shuffled := solver(t, &q)
		shuffled.Solve(p.Target)
		for k, i := range order {
			require.InDelta(t, float64(s.Shares()[i]), float64(shuffled.Shares()[k]), watt)
		}
	})
}

func seq(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// TestWhatWasFoundBeforeDoesNotMatter: after any changes of homes, limits and
// target, the answer is that of a solver which was told at once; and the same
// again is the same to the last bit.
func TestWhatWasFoundBeforeDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProblem(t)
		warm, again := solver(t, &p), solver(t, &p)
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			change(t, &p, warm, again)
			found, cold := warm.Solve(p.Target), solver(t, &p)
			require.Equal(t, found, again.Solve(p.Target))
			require.Equal(t, again.Shares(), warm.Shares())
			require.InDelta(t, float64(cold.Solve(p.Target).Met), float64(found.Met), watt)
			for i, x := range cold.Shares() {
				require.InDelta(t, float64(x), float64(warm.Shares()[i]), watt, "home %d", i)
			}
		}
	})
}

func change(t *rapid.T, p *splittest.Problem, all ...*split.Solver) {
	v := rapid.IntRange(0, len(p.Parents)-1).Draw(t, "node")
	if l := p.Limits[v]; rapid.Bool().Draw(t, "limit") {
		p.Limits[v] = split.Limits{Min: l.Min * 0.7, Max: l.Max * 0.7}
	} else if i := rapid.IntRange(0, len(p.At)-1).Draw(t, "home"); rapid.Bool().Draw(t, "able") {
		p.Up[i].Weight = rapid.Float64Range(0, 1e4).Draw(t, "weight")
	} else {
		p.Target = energy.Watts(rapid.Float64Range(-2e5, 2e5).Draw(t, "target"))
	}
	for _, s := range all {
		require.NoError(t, s.SetLimits(v, p.Limits[v]))
		for i := range p.Up {
			s.Set(i, side(p.Up[i]), side(p.Down[i]))
		}
	}
}
