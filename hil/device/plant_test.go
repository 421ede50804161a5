package device_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
)

// A home of real physics follows its registers within its dead time and
// settling, and is back in its own mode when the reversion timer lapses.
func TestRealHomeFollowsItsRegisters(t *testing.T) {
	town, err := plant.NewTown(plant.Config{Seed: 1, Start: start, Latitude: 52, Longitude: 13})
	require.NoError(t, err)
	f := func(shape device.Shape, coupling plant.Coupling, unit uint8, order func(*rig)) {
		t.Helper()
		spec := plant.Draw(7)
		spec.Coupling, spec.Power, spec.Capacity, spec.SoC = coupling, 5000, 10000, 0.5
		home, err := town.Add(spec)
		require.NoError(t, err)
		bank, err := device.New(device.Config{Shape: shape, Serial: "real", Battery: 5000, PV: 0.9 * spec.PVPeak}, home, town.Now())
		require.NoError(t, err)
		r := &rig{t: t, bank: bank}
		order(r)
		run := func(seconds int) {
			for range seconds {
				town.Step(time.Second)
				bank.Tick(town.Now())
			}
		}
		run(45)
		require.InDelta(t, 2000, float64(home.State().Battery), 100)
		require.InDelta(t, float64(home.State().Battery), float64(int16(r.word(unit, 802, 47))), 1)
		require.True(t, home.Ordered())
		run(20)
		require.False(t, home.Ordered())
	}
	f(device.Hybrid, plant.DC, 1, func(r *rig) {
		r.put(1, 124, 12, percent(40), percent(-40))
		r.put(1, 124, 15, 60)
		r.put(1, 124, 5, 3)
	})
	f(device.ACCoupled, plant.AC, 2, func(r *rig) {
		r.put(2, 704, 31, 0, 60)
		r.put(2, 704, 22, 1, 1, 0, 2000)
	})
}
