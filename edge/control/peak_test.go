package control_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow45_HeldTargetAndNoNewPeak: a load that jumps at random, at times over
// the target, is held to it in every quarter hour, and recharging never makes a
// quarter hour that stands over it.
func TestRow45_HeldTargetAndNoNewPeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const target energy.Watts = 3000
		peak := control.Peak{Limited: true, Import: target, Ready: 0.9, Recharge: 3000}
		h := newHouse(control.NewDesk(control.Config{Gain: energy.Ratio(rapid.SampledFrom([]float64{0, 0.5}).Draw(t, "gain")), Peak: peak}))
		h.late, h.capacity = drawTime(t, "late", 0, 5*time.Second), 20000
		h.soc = energy.Ratio(rapid.Float64Range(0.5, 1).Draw(t, "soc"))
		var used energy.WattHours
		ticks := 0
		for _, load := range rapid.SliceOfN(rapid.IntRange(0, 6000), 3, 12).Draw(t, "loads") {
			h.load = -energy.Watts(load)
			h.run(5*time.Minute, func() {
				used += h.truth().Over(h.tick)
				if ticks++; ticks == 900 {
					require.GreaterOrEqual(t, used.At(15*time.Minute), -target*1.03)
					ticks, used = 0, 0
				}
			})
		}
	})
}

// An energy that is not known is shaved with, and not added to.
func TestShavingWithoutAStateOfCharge(t *testing.T) {
	f := func(load energy.Watts, want energy.Want) {
		t.Helper()
		d := control.NewDesk(full())
		snap := energy.Snapshot{Grid: energy.Read(load, start), Battery: energy.Read(energy.Watts(0), start)}
		d.Decide(snap, start)
		require.Equal(t, want, d.Decide(snap, start.Add(1e6*time.Hour)).Wants[energy.PeakShaving])
	}
	f(0, energy.WantPower(0))
	f(4000, energy.WantPower(0))
}

// The wish has no step between shaving, waiting and recharging: a small change
// of the load makes a small change of the wish.
func TestShavingHasNoStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		soc := energy.Ratio(rapid.Float64Range(0, 0.7).Draw(t, "soc"))
		load := energy.Watts(rapid.Float64Range(-9000, 4000).Draw(t, "load"))
		f := func(load energy.Watts) energy.Watts {
			d := control.NewDesk(full())
			snap := energy.Snapshot{Grid: energy.Read(load, start), Battery: energy.Read(energy.Watts(0), start), SoC: energy.Read(soc, start)}
			d.Decide(snap, start)
			p, ok := d.Decide(snap, start.Add(24*time.Hour)).Wants[energy.PeakShaving].Power()
			require.Equal(t, soc < 0.5, ok)
			return p
		}
		require.InDelta(t, float64(f(load)), float64(f(load+1)), 2)
	})
}
