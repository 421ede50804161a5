package world_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/world"
)

var noon = time.Date(2026, 6, 21, 12, 0, 0, 0, time.UTC)

func build(t *testing.T, seed uint64, homes int) *world.World {
	t.Helper()
	w, err := world.New(world.Config{Seed: seed, Homes: homes, Start: noon, Step: 100 * time.Millisecond, Speed: 1})
	require.NoError(t, err)
	return w
}

func TestSameSeedSameWorld(t *testing.T) {
	a, b := build(t, 7, 20), build(t, 7, 20)
	other := build(t, 8, 20)
	for range 50 {
		a.Advance()
		b.Advance()
		other.Advance()
	}
	require.Equal(t, a.Truth(), b.Truth())
	require.NotEqual(t, a.Truth(), other.Truth())
	require.Equal(t, 20, a.Truth().Homes)
}

// TestHomesAreReadByTheirRegisters: the mark every SunSpec device begins with.
func TestHomesAreReadByTheirRegisters(t *testing.T) {
	w := build(t, 1, 4)
	for i := range 4 {
		for _, unit := range []uint8{device.InverterUnit, device.MeterUnit} {
			words := make([]uint16, 2)
			require.NoError(t, w.Bank(i).ReadHolding(t.Context(), unit, device.Base, words))
			require.Equal(t, []uint16{0x5375, 0x6E53}, words)
		}
	}
}
