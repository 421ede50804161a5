package device_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func models(r *rig, unit uint8) []uint16 {
	require.Equal(r.t, []uint16{0x5375, 0x6E53}, r.read(unit, device.Base, 2))
	var out []uint16
	for at := device.Base + 2; ; {
		head := r.read(unit, at, 2)
		if head[0] == 0xFFFF {
			return out
		}
		out = append(out, head[0])
		at += 2 + head[1]
	}
}

func TestModelsOfEachShape(t *testing.T) {
	f := func(shape device.Shape, unit uint8, want ...uint16) {
		t.Helper()
		require.Equal(t, want, models(newRig(t, shape), unit))
	}
	f(device.Hybrid, 1, 1, 103, 120, 121, 122, 123, 124, 160, 802)
	f(device.Hybrid, 240, 1, 203)
	f(device.ACCoupled, 1, 1, 103, 120, 121, 122, 123, 160)
	f(device.ACCoupled, 2, 1, 701, 702, 704, 713, 714, 802)
	f(device.ACCoupled, 240, 1, 203)
}

// Offsets and words are those of the SunSpec definitions, by hand: PV 3000 W,
// load 1000 W, the battery charging with the 2000 W left, or with 3000 W.
func TestRegistersTellTheTruth(t *testing.T) {
	f := func(shape device.Shape, unit uint8, id, offset, want uint16) {
		t.Helper()
		require.Equal(t, want, newRig(t, shape).word(unit, id, offset))
	}
	minus := func(n int) uint16 { return uint16(int16(-n)) }
	f(device.Hybrid, 1, 103, 14, 1000)
	f(device.Hybrid, 1, 103, 16, 4998)
	f(device.Hybrid, 1, 103, 10, 2315)
	f(device.Hybrid, 1, 103, 31, 1000)
	f(device.Hybrid, 1, 120, 3, 6000)
	f(device.Hybrid, 1, 120, 23, 5000)
	f(device.Fronius, 1, 120, 23, 5000) // MaxChaRte and MaxDisChaRte, as a GEN24 tells them
	f(device.Fronius, 1, 120, 25, 5000)
	f(device.Hybrid, 1, 124, 8, 6250)
	f(device.Hybrid, 1, 124, 2, 5000)
	f(device.Hybrid, 1, 160, 21, 3000)
	f(device.Hybrid, 1, 802, 47, minus(2000))
	f(device.Hybrid, 1, 802, 11, 6250)
	f(device.Hybrid, 1, 802, 46, 800)
	f(device.ACCoupled, 1, 103, 14, 3000)
	f(device.ACCoupled, 2, 701, 10, minus(2000))
	f(device.ACCoupled, 2, 702, 2, 5000)
	f(device.ACCoupled, 2, 702, 26, 5000)
	f(device.ACCoupled, 2, 702, 38, 2300)
	f(device.ACCoupled, 2, 713, 3, 625)
	f(device.ACCoupled, 2, 714, 32, minus(2000))
	f(device.ACCoupled, 2, 714, 41, 215)
}

func TestMeterCountsImportAsPositive(t *testing.T) {
	r := newRig(t, device.Hybrid)
	r.put(1, 124, 12, 0, 0)
	r.put(1, 124, 5, 3)
	r.home.state.PV = 400
	r.tick(0)
	r.tick(0)
	require.Equal(t, uint16(600), r.word(240, 203, 18))
	r.tick(time.Hour)
	require.Equal(t, uint16(600), r.word(240, 203, 47), "Wh imported")
	require.Zero(t, r.word(240, 203, 39), "Wh exported")
}

func TestWhatIsNotSimulatedIsNotImplemented(t *testing.T) {
	r := newRig(t, device.Hybrid)
	require.Equal(t, uint16(0x8000), r.word(1, 103, 22), "PF")
	require.Equal(t, uint16(0xFFFF), r.word(1, 124, 9), "StorAval")
}

func TestRefusals(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	f := func(err error, want device.Exception, kind fault.Kind) {
		t.Helper()
		require.ErrorIs(t, err, want)
		require.Equal(t, kind, fault.KindOf(err))
	}
	ctx := context.Background()
	read := func(unit uint8, at uint16, n int) error { return r.bank.ReadHolding(ctx, unit, at, make([]uint16, n)) }
	write := func(offset uint16, words ...uint16) error {
		return r.bank.WriteHolding(ctx, 2, r.find(2, 704)+offset, words)
	}
	f(read(7, device.Base, 2), device.NoAnswer, fault.Unreachable)
	f(read(2, 0, 2), device.IllegalAddress, fault.Invalid)
	f(read(2, 65000, 2), device.IllegalAddress, fault.Invalid)
	f(read(2, device.Base, 0), device.IllegalValue, fault.Invalid)
	f(write(22, 2), device.IllegalValue, fault.Invalid)
	f(write(24, 0, 5001), device.IllegalValue, fault.Invalid)
	f(write(24, 0x8000, 0), device.IllegalValue, fault.Invalid)
	f(write(24, 0), device.IllegalAddress, fault.Invalid)
	f(write(33, 0, 1), device.IllegalAddress, fault.Invalid)
	f(write(2, 1), device.IllegalAddress, fault.Invalid)
	f(write(22, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 60), device.IllegalValue, fault.Invalid)
	require.Zero(t, r.word(2, 704, 22), "nothing of a refused write is taken")
	f(r.bank.WriteHolding(ctx, 1, device.Base+4, []uint16{1}), device.IllegalAddress, fault.Invalid)
}

// A request that its caller has given up is not one: nothing is written.
func TestRequestThatCameTooLate(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	at := r.find(2, 704) + 22
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f := func(err error) {
		t.Helper()
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, fault.Unreachable, fault.KindOf(err))
	}
	f(r.bank.ReadHolding(ctx, 2, at, make([]uint16, 1)))
	f(r.bank.WriteHolding(ctx, 2, at, []uint16{1}))
	require.Zero(t, r.word(2, 704, 22))
}

func TestImpossibleConfig(t *testing.T) {
	f := func(c device.Config) {
		t.Helper()
		_, err := device.New(c, &fakeHome{}, start)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotEmpty(t, fault.HintOf(err))
	}
	f(device.Config{Serial: "x"})
	f(device.Config{Battery: 5000})
	f(device.Config{Serial: "x", Battery: 5000, PV: -1})
	f(device.Config{Serial: "x", Battery: 5000, Shape: 99})
}
