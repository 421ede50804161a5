package dispatch_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var unlimited = energy.Watts(math.Inf(1))

// put has the homes be under another grid.
func (f *fleet) put(g dispatch.Grid) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.grid = g
}

// TestWhatIsGrantedUnderANodeIsWhatItMayCarry, beside what flows there, less the doubt
// of that and a half, and a hundredth of the limit; of a ramp, half at either end.
func TestWhatIsGrantedUnderANodeIsWhatItMayCarry(t *testing.T) {
	f := func(name string, w dispatch.Wire, up, down float64) {
		t.Helper()
		running(t, 20, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
			free := dispatch.Wire{Import: unlimited, Export: unlimited, Ramp: unlimited}
			f.put(dispatch.Grid{Parents: []int32{-1, 0}, Under: slices.Repeat([]int32{1}, 20), Wires: []dispatch.Wire{free, w}})
			f.run(15)
			want(t, p, 1000, time.Hour)
			f.run(60)
			require.InDelta(t, up, float64(p.Status().Up), 1, name)
			require.InDelta(t, down, float64(p.Status().Down), 1, name)
		})
	}
	wire := func(imports, exports, ramp, rest, doubt energy.Watts, told int) dispatch.Wire {
		return dispatch.Wire{Name: "n", Import: imports, Export: exports, Ramp: ramp, Rest: rest, Doubt: doubt, Homes: 20, Told: told}
	}
	const all, most, least = energy.Watts(1e6), 100_000.0, 80_000.0
	f("free", wire(unlimited, unlimited, unlimited, -10_000, 0, 0), most, least)
	f("import", wire(50_000, unlimited, unlimited, -10_000, 0, 20), most, 40_000-500)
	f("export", wire(unlimited, 40_000, unlimited, -10_000, 0, 20), 50_000-400, least)
	f("in doubt", wire(50_000, unlimited, unlimited, -10_000, 4000, 20), most, 40_000-6000-500)
	f("ramp", wire(unlimited, unlimited, 40_000, 0, 0, 20), 20_000, 20_000)
	f("two have not told", wire(50_000, unlimited, unlimited, -9000, 0, 18), most, 40_000-1500-500)
	f("three have not told", wire(all, unlimited, unlimited, 0, 0, 17), 0, 0)
	f("the rest is too much", wire(50_000, unlimited, unlimited, -60_000, 0, 20), most, 0)
	f("no number", wire(all, unlimited, unlimited, energy.Watts(math.NaN()), 0, 20), 0, 0)
}

// TestWhatMovesLeavesRoom: a node whose rest swings by 10 kW each minute is not filled as
// one that is calm, and holds its limit through all of it.
func TestWhatMovesLeavesRoom(t *testing.T) {
	running(t, 20, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		const limit = 60_000
		rest := func(s int) energy.Watts { return energy.Watts(-15_000 - 5000*math.Sin(2*math.Pi*float64(s)/60)) }
		second := 0
		move := func() {
			second++
			free := dispatch.Wire{Import: unlimited, Export: unlimited, Ramp: unlimited}
			f.put(dispatch.Grid{Parents: []int32{-1, 0}, Under: slices.Repeat([]int32{1}, 20), Wires: []dispatch.Wire{free,
				{Name: "n", Import: limit, Export: unlimited, Ramp: unlimited, Rest: rest(second), Homes: 20, Told: 20}}})
		}
		for range 300 {
			move()
			want(t, p, -80_000, time.Hour)
			f.run(1)
			require.GreaterOrEqual(t, float64(f.total()+rest(second)), -float64(limit), "second %d", second)
		}
		require.Less(t, float64(f.total()), -25_000.0)
	})
}

// TestNoMoreHomesAreGrantedThanMayTurn within a minute under a node; those that are stay,
// and the others take on what they cannot.
func TestNoMoreHomesAreGrantedThanMayTurn(t *testing.T) {
	running(t, 20, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		free := dispatch.Wire{Import: unlimited, Export: unlimited, Ramp: unlimited}
		turns := free
		turns.Name, turns.Switches, turns.Switching = "n", true, 3
		f.put(dispatch.Grid{Parents: []int32{-1, 0}, Under: append(slices.Repeat([]int32{1}, 10), slices.Repeat([]int32{0}, 10)...), Wires: []dispatch.Wire{free, turns}})
		moved := map[int]bool{}
		for k := range 120 {
			want(t, p, energy.Watts(40_000*(1-2*(k/5%2))), time.Hour)
			f.run(1)
			for i := range 10 {
				f.change(i, func(h *simHome) { moved[i] = moved[i] || h.asked != 0 })
			}
		}
		require.Len(t, moved, 10)
		n := 0
		for _, has := range moved {
			if has {
				n++
			}
		}
		require.Equal(t, 3, n)
		require.Equal(t, 13, p.Status().Orders.InForce)
	})
}

// TestWhatHomesAreArmedWithIsNoRoom: a fall of the frequency may have them do it on top
// of what they are granted.
func TestWhatHomesAreArmedWithIsNoRoom(t *testing.T) {
	running(t, 20, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		f.put(dispatch.Grid{
			Parents: []int32{-1, 0}, Under: slices.Repeat([]int32{1}, 20), Limits: []energy.Envelope{energy.Unbounded(), {Min: -60_000, Max: 70_000}},
			Others: []dispatch.Other{{Site: "other", Under: 1, Armed: dispatch.Hold{Up: 5000}}},
		})
		for i := range 10 {
			f.change(i, func(h *simHome) { h.view.Armed = dispatch.Hold{Up: 2000, Down: 3000} })
		}
		want(t, p, 1000, time.Hour)
		f.run(60)
		require.InDelta(t, 70_000-5000-20_000, float64(p.Status().Up), 1)
		require.InDelta(t, 60_000-30_000, float64(p.Status().Down), 1)
	})
}
