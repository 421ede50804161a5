package estimate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// lived is a street that told of itself for a day.
func lived(t testing.TB, homes int) (*estimate.Fleet, []estimate.Slot, time.Time) {
	t.Helper()
	f, _, slots := street(homes)
	now := midnight
	for now.Before(midnight.Add(24 * time.Hour)) {
		now = now.Add(time.Minute)
		for i, s := range slots {
			pv := energy.Watts(max(0, 500*(6-max(now.Hour()-12, 12-now.Hour()))))
			f.Tell(s, report(now, -energy.Watts(300+97*((now.Minute()+i)%7)), pv, 0.5))
		}
		f.Pass(now)
	}
	return f, slots, now
}

// TestWhatWasLearnedIsBelievedAfterARestart compares two fleets that are told the
// same, of which one recalls what the other learned.
func TestWhatWasLearnedIsBelievedAfterARestart(t *testing.T) {
	was, slots, now := lived(t, 5)
	again, _, _ := street(5)
	require.NoError(t, again.RecallLearned(was.AppendLearned(nil)))
	for _, s := range slots {
		require.NoError(t, again.RecallHome(s, was.AppendHome(nil, s)))
	}
	require.Equal(t, was.AppendLearned(nil), again.AppendLearned(nil))
	ignorant, _, _ := street(5)
	now = now.Add(time.Hour)
	for _, f := range []*estimate.Fleet{was, again, ignorant} {
		f.Tell(slots[0], report(now, -450, 0, 0.5))
		f.Pass(now)
	}
	later := now.Add(6 * time.Hour)
	load := func(f *estimate.Fleet) estimate.Power {
		f.Pass(later)
		one, ok := f.One(slots[0], later)
		require.True(t, ok)
		return one.Powers[estimate.Load]
	}
	require.InDelta(t, float64(load(was).Mean), float64(load(again).Mean), 5)
	require.InEpsilon(t, load(was).Variance, load(again).Variance, 0.1)
	require.Greater(t, load(ignorant).Mean, load(again).Mean+100, "it takes the home for one of 300 W in the morning")
}

// TestWhatDoesNotFitIsRefused changes nothing where it fails.
func TestWhatDoesNotFitIsRefused(t *testing.T) {
	was, slots, _ := lived(t, 2)
	learned, home := was.AppendLearned(nil), was.AppendHome(nil, slots[0])
	f := func(what []byte, reason string) {
		t.Helper()
		fresh, _, _ := street(2)
		before := fresh.AppendLearned(nil)
		require.ErrorContains(t, fresh.RecallLearned(what), reason)
		require.Equal(t, before, fresh.AppendLearned(nil))
	}
	f(nil, "ends early")
	f(learned[:len(learned)-1], "ends early")
	f(append(learned[:len(learned):len(learned)], 0), "left over")
	f(append([]byte{9}, learned[1:]...), "another form")
	g := func(what []byte, reason string) {
		t.Helper()
		fresh, _, _ := street(2)
		before := fresh.AppendHome(nil, slots[1])
		require.ErrorContains(t, fresh.RecallHome(slots[1], what), reason)
		require.Equal(t, before, fresh.AppendHome(nil, slots[1]))
	}
	g(home[:10], "ends early")
	g(append(home[:len(home):len(home)], 0), "left over")
	g(make([]byte, len(home)), "spread of 0")
}

// FuzzRecall takes any bytes, and makes a pass with what came of it.
func FuzzRecall(f *testing.F) {
	was, _, _ := lived(f, 1)
	f.Add(was.AppendLearned(nil))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		fleet, _, slots := street(1)
		if fleet.RecallLearned(b) != nil {
			return
		}
		at := midnight.Add(10 * time.Hour)
		fleet.Tell(slots[0], report(at, -500, 300, 0.5))
		fleet.Pass(at)
		fleet.Pass(at.Add(time.Hour))
		require.Equal(t, b, fleet.AppendLearned(nil)[:len(b)])
	})
}

// TestHomesMoveBetweenNodes puts homes at random, moves them, takes some away and
// gives their slots to others: each node is the naive sum of those in it.
func TestHomesMoveBetweenNodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := midnight.Add(11 * time.Hour)
		tree, cells, _ := feeders(2)
		f := estimate.New(midnight, tree)
		var in []int // node of each slot, -1 for none
		for range rapid.IntRange(1, 20).Draw(t, "homes") {
			n := rapid.IntRange(0, 1).Draw(t, "node")
			told(t, f, f.Add(cells[n]), now)
			in = append(in, n)
		}
		for range rapid.IntRange(1, 4).Draw(t, "rounds") {
			now = now.Add(time.Second)
			tree, cells, nodes := feeders(rapid.IntRange(2, 3).Draw(t, "nodes"))
			seats := make([]estimate.Cell, len(in))
			for i := range in {
				was := in[i]
				in[i] = rapid.IntRange(-1, len(nodes)-1).Draw(t, "now in")
				if was >= 0 && in[i] < 0 {
					f.Remove(estimate.Slot(i))
				}
				if seats[i] = cells[len(nodes)]; in[i] >= 0 {
					seats[i] = cells[in[i]]
				}
				if was < 0 && in[i] >= 0 {
					f.Reuse(estimate.Slot(i), 0)
				}
			}
			f.Replant(tree, seats)
			for i := range in {
				if in[i] >= 0 {
					told(t, f, estimate.Slot(i), now)
				}
			}
			f.Pass(now)
			f.Pass(now)
			for n := range nodes {
				var homes []estimate.Slot
				for i := range in {
					if in[i] == n {
						homes = append(homes, estimate.Slot(i))
					}
				}
				agrees(t, f, nodes[n], homes, now)
			}
		}
	})
}

// feeders is a tree of nodes side by side, each under its own sky, with a cell each,
// and a last one below none.
func feeders(n int) (*estimate.Tree, []estimate.Cell, []estimate.Node) {
	tree := estimate.NewTree(n)
	var nodes []estimate.Node
	var cells []estimate.Cell
	for range n {
		nodes = append(nodes, tree.Node())
	}
	for i, node := range nodes {
		cells = append(cells, tree.Cell(i, node))
	}
	return tree, append(cells, tree.Cell(0)), nodes
}

func told(t *rapid.T, f *estimate.Fleet, i estimate.Slot, at time.Time) {
	f.Tell(i, report(at, -energy.Watts(rapid.IntRange(0, 6000).Draw(t, "load_w")), energy.Watts(rapid.IntRange(0, 6000).Draw(t, "pv_w")), 0.5))
}

func TestAnAbilityEndsWithItsEnergy(t *testing.T) {
	f, _, homes := street(2)
	at := midnight.Add(20 * time.Hour)
	f.Tell(homes[0], report(at, -4000, 0, 0.3))
	f.Pass(at)
	_, known := f.Ability(homes[1], at, 0.5)
	require.False(t, known, "never told, and not 0")
	told, known := f.Ability(homes[0], at, 0.5)
	require.True(t, known)
	require.Equal(t, energy.Watts(5000), told.Up(estimate.FiveMinutes))
	require.InDelta(t, 0.92*2800, float64(told.Up(estimate.Hour)), 1)
	for s := time.Second; s <= 3*time.Hour; s += time.Second {
		f.Pass(at.Add(s))
	}
	now := at.Add(3 * time.Hour)
	low, _ := f.Ability(homes[0], now, 0.05)
	later, _ := f.Ability(homes[0], now, 0.5)
	high, _ := f.Ability(homes[0], now, 0.95)
	require.Less(t, later.Stored, told.Stored-1000)
	require.Less(t, later.Up(estimate.Quarter), told.Up(estimate.Quarter))
	require.Less(t, low.Stored, later.Stored)
	require.Less(t, later.Stored, high.Stored)
}
