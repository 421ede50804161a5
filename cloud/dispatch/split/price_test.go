package split_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split/splittest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAPriceIsWhatAWattOfRoomSaves: the cost falls with room, ever slower; so the
// first watt saves at most the price before and at least the one after.
func TestAPriceIsWhatAWattOfRoomSaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProblem(t)
		s := solver(t, &p)
		if s.Solve(p.Target).Unmet != 0 {
			p.Target = s.Solve(p.Target).Met / 2
		}
		if s.Solve(p.Target).Unmet != 0 {
			return // 0 W is beyond what there is
		}
		cost := p.Cost(s.Shares())
		for _, b := range slices.Collect(s.Binding()) {
			less, after := widened(t, s, &p, b)
			saved := (cost - less) / room
			require.LessOrEqual(t, saved, float64(b.Price)+1e-6, "%+v", b)
			require.GreaterOrEqual(t, saved, float64(after)-1e-6, "%+v", b)
		}
	})
}

const room = 0.5 // W

// widened returns the cost with more room at a limit, and the price there then.
func widened(t *rapid.T, s *split.Solver, p *splittest.Problem, b split.Binding) (cost float64, price split.Price) {
	l := p.Limits[b.Node]
	if b.End == split.AtMost {
		l.Max += room
	} else {
		l.Min -= room
	}
	require.NoError(t, s.SetLimits(b.Node, l))
	s.Solve(p.Target)
	for c := range s.Binding() {
		if c.Node == b.Node && c.End == b.End {
			price = c.Price
		}
	}
	require.NoError(t, s.SetLimits(b.Node, p.Limits[b.Node]))
	return p.Cost(s.Shares()), price
}

// TestWhatCannotBeKeptIsComeNearTo: limits that nobody can keep, or that contradict
// each other.
func TestWhatCannotBeKeptIsComeNearTo(t *testing.T) {
	home := split.Side{Most: 5000, Weight: 5000}
	f := func(target energy.Watts, limits []split.Limits, wantMet energy.Watts, want ...split.Binding) {
		t.Helper()
		s, err := split.New([]int32{-1, 0, 0}, []int32{1, 2})
		require.NoError(t, err)
		s.Set(0, home, home)
		s.Set(1, home, home)
		for v, l := range limits {
			require.NoError(t, s.SetLimits(v, l))
		}
		result := s.Solve(target)
		require.Equal(t, wantMet, result.Met)
		require.Equal(t, target-wantMet, result.Unmet)
		binding := slices.Collect(s.Binding())
		for i := range binding {
			binding[i].Price = split.Price(math.Round(1e9*float64(binding[i].Price)) / 1e9)
		}
		require.Equal(t, want, binding)
	}
	any := split.Limits{Min: energy.Watts(math.Inf(-1)), Max: energy.Watts(math.Inf(1))}
	f(0, []split.Limits{any, {Min: 7000, Max: 9000}, any}, 0, split.Binding{Node: 1, End: split.AtLeast, Limit: 7000, Price: 2, Missed: 2000})
	f(-8000, []split.Limits{any, {Min: 4000, Max: 9000}, any}, -1000, split.Binding{Node: 1, End: split.AtLeast, Limit: 4000, Price: 1.8})
	f(0, []split.Limits{{Min: -9000, Max: -8000}, {Min: 3000, Max: 9000}, any}, -2000,
		split.Binding{Node: 0, End: split.AtMost, Limit: -8000, Price: 2, Missed: 6000}, split.Binding{Node: 1, End: split.AtLeast, Limit: 3000, Price: 1.6})
}

func TestAnswersByHand(t *testing.T) {
	f := func(target energy.Watts, want []energy.Watts, sides ...split.Side) {
		t.Helper()
		s, err := split.New(nil, make([]int32, len(sides)))
		require.NoError(t, err)
		for i, side := range sides {
			s.Set(i, side, split.Side{})
		}
		s.Solve(target)
		for i, w := range want {
			require.InDelta(t, float64(w), float64(s.Shares()[i]), watt, "home %d of %v", i, s.Shares())
		}
	}
	plain := func(weight energy.WattHours) split.Side { return split.Side{Most: 5000, Weight: weight} }
	worn, atHome, busy := plain(1000), plain(1000), plain(1000)
	worn.Wear, atHome.Own, atHome.Loss, busy.Present, busy.Switch = 1, 500, 1, 800, 1
	f(3000, []energy.Watts{1000, 2000}, plain(4000), plain(8000))
	f(9000, []energy.Watts{4000, 5000}, plain(4000), plain(8000))
	f(600, []energy.Watts{600, 0}, plain(1000), worn)
	f(2000, []energy.Watts{1500, 500}, plain(1000), worn)
	f(1600, []energy.Watts{1100, 500}, plain(1000), atHome)
	f(1800, []energy.Watts{1000, 800}, plain(1000), busy)
	f(4000, []energy.Watts{2500, 1500}, plain(1000), busy)
	f(-4000, []energy.Watts{0, 0}, plain(1000), busy)
}

// TestAnyTargetMayFollowAnother: through rest, where homes turn about.
func TestAnyTargetMayFollowAnother(t *testing.T) {
	s, err := split.New(nil, []int32{0, 0})
	require.NoError(t, err)
	s.Set(0, split.Side{}, split.Side{Most: 1500, Weight: 1000})
	s.Set(1, split.Side{Most: 500, Weight: 1000}, split.Side{Most: 1500, Weight: 2000})
	f := func(target energy.Watts, want ...energy.Watts) {
		t.Helper()
		s.Solve(target)
		for i, x := range s.Shares() {
			require.InDelta(t, float64(want[i]), float64(x), watt, "home %d", i)
		}
	}
	for range 2 {
		f(0, 0, 0)
		f(-1500, -500, -1000)
		f(900, 0, 500)
		f(-3000, -1500, -1500)
		f(0, 0, 0)
		f(300, 0, 300)
		f(-3, -1, -2)
	}
}

// TestNothingThatIsNotANumberGetsIn: a home of which anything is not a number does
// nothing, and the others go on.
func TestNothingThatIsNotANumberGetsIn(t *testing.T) {
	bad := math.NaN()
	for _, side := range []split.Side{
		{Most: energy.Watts(bad), Weight: 1}, {Most: 1, Weight: energy.WattHours(bad)}, {Most: 1, Weight: 1, Wear: split.Price(bad)},
		{Most: energy.Watts(math.Inf(1)), Weight: 1}, {Most: 1, Weight: 1, Own: energy.Watts(bad)}, {Most: 1, Weight: 1, Present: energy.Watts(bad)},
	} {
		s, err := split.New(nil, []int32{0, 0})
		require.NoError(t, err)
		s.Set(0, side, side)
		s.Set(1, split.Side{Most: 100, Weight: 100}, split.Side{})
		require.Equal(t, energy.Watts(100), s.Solve(200).Met, "%+v", side)
		require.Equal(t, []energy.Watts{0, 100}, s.Shares())
		require.Zero(t, s.Solve(energy.Watts(bad)).Met)
		require.Error(t, s.SetLimits(0, split.Limits{Min: energy.Watts(bad)}))
	}
}

func TestSolvingAllocatesNothing(t *testing.T) {
	p := splittest.Random(rand.New(rand.NewPCG(1, 1)), 1000, 50)
	s := solver(t, &p)
	turn := energy.Watts(0)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		turn++
		s.Set(int(turn), side(p.Up[0]), side(p.Down[0]))
		if s.SetLimits(3, split.Limits{Min: -turn, Max: turn}) != nil {
			panic("refused")
		}
		s.Solve(p.Target + turn)
	}))
}
