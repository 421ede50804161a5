package bench_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

type stillHome struct{}

func (stillHome) State() plant.State      { return plant.State{Voltage: 230, Frequency: 50} }
func (stillHome) SetBattery(energy.Watts) {}
func (stillHome) Release()                {}

func newBank(t *testing.T, shape device.Shape) *device.Bank {
	t.Helper()
	bank, err := device.New(device.Config{Shape: shape, Serial: "home-1", Battery: 5000, PV: 6000}, stillHome{}, time.Unix(0, 0))
	require.NoError(t, err)
	return bank
}

// address returns the register of a model's offset, found as a master does.
func address(t *testing.T, bank *device.Bank, unit uint8, id, offset uint16) uint16 {
	t.Helper()
	for at := device.Base + 2; ; {
		head := make([]uint16, 2)
		require.NoError(t, bank.ReadHolding(context.Background(), unit, at, head))
		require.NotEqual(t, uint16(0xFFFF), head[0], "no model %d", id)
		if head[0] == id {
			return at + offset
		}
		at += 2 + head[1]
	}
}

func TestTapSeesThePowerThatIsWritten(t *testing.T) {
	f := func(shape device.Shape, unit uint8, id, offset uint16, want energy.Watts, words ...uint16) {
		t.Helper()
		bank := newBank(t, shape)
		tap, err := bench.Watch(bank)
		require.NoError(t, err)
		at := address(t, bank, unit, id, offset)
		var got []energy.Watts
		seen := tap.Expect(func(w energy.Watts) bool { got = append(got, w); return true })
		before := time.Now()
		require.NoError(t, bank.WriteHolding(context.Background(), unit, at, words))
		require.Equal(t, []energy.Watts{want}, got)
		require.WithinRange(t, <-seen, before, time.Now())
	}
	f(device.ACCoupled, 2, 704, 24, -3000, 0xFFFF, 0xF448)
	f(device.ACCoupled, 2, 704, 23, 2000, 1, 0, 2000)
	f(device.Hybrid, 1, 124, 12, 2000, 4000, 0xF060)
	f(device.Hybrid, 1, 124, 12, -1500, 0xF448, 3000)
}

func TestTapPassesOverWhatIsNotExpected(t *testing.T) {
	bank := newBank(t, device.ACCoupled)
	tap, err := bench.Watch(bank)
	require.NoError(t, err)
	seen := tap.Expect(func(w energy.Watts) bool { return w > 0 })
	put := func(offset uint16, words ...uint16) {
		t.Helper()
		require.NoError(t, bank.WriteHolding(context.Background(), 2, address(t, bank, 2, 704, offset), words))
	}
	put(22, 1)              // the enable alone is no power
	put(24, 0xFFFF, 0xF448) // the other direction
	require.Empty(t, seen)
	put(24, 0, 100)
	require.Len(t, seen, 1)
	put(24, 0, 200) // told once
	require.Len(t, seen, 1)
}
