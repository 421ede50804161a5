package estimate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAFleetIsThatOfItsHomes adds, removes and moves homes at random and reuses slots,
// and compares every node with a fresh fleet that only ever had those that are left.
func TestAFleetIsThatOfItsHomes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree, cells, nodes := feeders(3)
		f := estimate.New(midnight, tree)
		now := midnight.Add(11 * time.Hour)
		in := map[estimate.Slot]int{}
		var free []estimate.Slot
		draw := func() int { return rapid.IntRange(0, 2).Draw(t, "cell") }
		for range rapid.IntRange(1, 40).Draw(t, "changes") {
			var slots []estimate.Slot
			for s := range f.Len() {
				if _, there := in[estimate.Slot(s)]; there {
					slots = append(slots, estimate.Slot(s))
				}
			}
			change := rapid.IntRange(0, 4).Draw(t, "change")
			switch c := draw(); {
			case change == 0 && len(slots) > 0:
				s := rapid.SampledFrom(slots).Draw(t, "removed")
				f.Remove(s)
				delete(in, s)
				free = append(free, s)
			case change == 1 && len(slots) > 0:
				s := rapid.SampledFrom(slots).Draw(t, "moved")
				f.Move(s, cells[c])
				in[s] = c
			case change == 2:
				f.Pass(now)
			case len(free) > 0:
				s := free[len(free)-1]
				free = free[:len(free)-1]
				f.Reuse(s, cells[c])
				in[s] = c
			default:
				in[f.Add(cells[c])] = c
			}
		}
		tree2, cells2, nodes2 := feeders(3)
		fresh := estimate.New(midnight, tree2)
		for s := range f.Len() {
			c, there := in[estimate.Slot(s)]
			if !there {
				_, known := f.One(estimate.Slot(s), now)
				require.False(t, known)
				continue
			}
			age := time.Duration(rapid.IntRange(0, 5000).Draw(t, "age_s")) * time.Second
			r := report(now.Add(-age), -energy.Watts(rapid.IntRange(0, 6000).Draw(t, "load_w")), energy.Watts(rapid.IntRange(0, 6000).Draw(t, "pv_w")), 0.5)
			f.Tell(estimate.Slot(s), r)
			fresh.Tell(fresh.Add(cells2[c]), r)
		}
		for range 2 {
			now = now.Add(time.Second)
			f.Pass(now)
			fresh.Pass(now)
		}
		for i := range nodes {
			same(t, fresh.Total(nodes2[i]), f.Total(nodes[i]))
		}
	})
}

func same(t *rapid.T, want, got estimate.Total) {
	require.Equal(t, want.Coverage, got.Coverage)
	require.Equal(t, want.States, got.States)
	for q := range want.Powers {
		require.Equal(t, want.Powers[q].Homes, got.Powers[q].Homes)
		require.InDelta(t, float64(want.Powers[q].Mean), float64(got.Powers[q].Mean), 0.01)
		require.InEpsilon(t, want.Powers[q].Variance+1, got.Powers[q].Variance+1, 1e-5)
	}
	for s := range want.Up {
		require.InDelta(t, float64(want.Up[s].Mean), float64(got.Up[s].Mean), 0.01)
		require.InDelta(t, float64(want.Down[s].Mean), float64(got.Down[s].Mean), 0.01)
	}
}
