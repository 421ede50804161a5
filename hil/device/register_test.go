package device_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// value reads a value from raw registers, decoded here and nowhere else.
func (r *rig) value(unit uint8, input bool, at uint16, kind string) float64 {
	r.t.Helper()
	count := 2
	if kind[1:] == "16" {
		count = 1
	}
	w := make([]uint16, count)
	read := r.bank.ReadHolding
	if input {
		read = r.bank.ReadInput
	}
	require.NoError(r.t, read(context.Background(), unit, at, w), "register %d", at)
	switch kind {
	case "u16":
		return float64(w[0])
	case "i16":
		return float64(int16(w[0]))
	case "u32", "i32":
		return float64(int32(uint32(w[0])<<16 | uint32(w[1])))
	case "i32low":
		return float64(int32(uint32(w[1])<<16 | uint32(w[0])))
	case "f32":
		return float64(math.Float32frombits(uint32(w[0])<<16 | uint32(w[1])))
	}
	return float64(math.Float32frombits(uint32(w[1])<<16 | uint32(w[0])))
}

// A home that charges with 2000 W of its 3000 W of PV, feeds its load of
// 1000 W, at 62.5 %, told by each family in its own words; with the raw values
// typed from the field notes.
func TestEveryFamilyTellsItsOwnWay(t *testing.T) {
	f := func(shape device.Shape, unit uint8, input bool, at uint16, kind string, want float64) {
		t.Helper()
		r := newRig(t, shape)
		r.tick(time.Second)
		require.InDelta(t, want, r.value(unit, input, at, kind), 0.01, "%v register %d", shape, at)
	}
	const holding, input = false, true
	f(device.Huawei, 1, holding, 37765, "i32", 2000)
	f(device.Huawei, 1, holding, 37760, "u16", 625)
	f(device.Huawei, 1, holding, 37132, "i32", 700)
	f(device.Huawei, 1, holding, 32064, "i32", 3000)
	f(device.Sungrow, 1, input, 5213, "i32low", -2000)
	f(device.Sungrow, 1, input, 13022, "u16", 625)
	f(device.Sungrow, 1, input, 13021, "u16", 2000)
	f(device.Sungrow, 1, input, 5602, "i32low", -700)
	f(device.SolarEdge, 1, holding, 0xE174, "f32low", 2000)
	f(device.SolarEdge, 1, holding, 0xE184, "f32low", 62.5)
	f(device.SolarEdge, 1, holding, 40207, "i16", 700) // its meter counts export
	f(device.SolarEdge, 1, holding, 40083, "i16", 1000)
	f(device.Fronius, 1, holding, 40351, "u16", 6250)
	f(device.Fronius, 1, holding, 40314, "u16", 20000) // module 3, charge, tenths
	f(device.Fronius, 1, holding, 40334, "u16", 0)     // module 4, discharge
	f(device.Fronius, 200, holding, 40088, "i16", -700)
	f(device.GoodWe, 247, holding, 35182, "i32", -2000)
	f(device.GoodWe, 247, holding, 37007, "u16", 63)
	f(device.GoodWe, 247, holding, 36019, "i32", 700)
	f(device.Victron, 100, holding, 842, "i16", 2000)
	f(device.Victron, 100, holding, 820, "i16", -700)
	f(device.Victron, 100, holding, 843, "u16", 63)
	f(device.FoxESS, 247, holding, 31036, "i16", -2000)
	f(device.FoxESS, 247, holding, 31038, "u16", 63)
	f(device.Solis, 1, input, 33149, "u32", 2000)
	f(device.Solis, 1, input, 33135, "u16", 0)
	f(device.Solis, 1, input, 33139, "u16", 63)
	f(device.Growatt, 1, input, 31200, "i32", 20000)
	f(device.Growatt, 1, input, 31217, "u16", 63)
	f(device.Growatt, 1, input, 1011, "u32", 20000)
	f(device.Growatt, 1, input, 1009, "u32", 0)
	f(device.SMA, 3, holding, 31393, "u32", 2000)
	f(device.SMA, 3, input, 31395, "u32", 0)
	f(device.SMA, 3, holding, 30845, "u32", 63)
	f(device.Deye, 1, holding, 590, "i16", -2000)
	f(device.Deye, 1, holding, 588, "u16", 63)
	f(device.SolaX, 1, input, 0x16, "i16", 2000)
	f(device.SolaX, 1, input, 0x1C, "u16", 63)
}

// The grid's power in the words of inverters and meters, while 3000 W are
// exported.
func TestEveryMeterTellsItsOwnWay(t *testing.T) {
	f := func(c device.Config, unit uint8, input bool, at uint16, kind string, want float64) {
		t.Helper()
		r := newRigOf(t, c)
		r.home.state.Load = -3000
		r.home.state.PV = 6000
		r.home.SetBattery(0)
		r.bank.Tick(r.now) // the tick itself releases; the state before counts
		require.InDelta(t, want, r.value(unit, input, at, kind), 0.01, "register %d", at)
	}
	const holding, input = false, true
	huawei := device.Config{Shape: device.Huawei}
	f(huawei, 1, holding, 37113, "i32", 3000)
	f(device.Config{Shape: device.Sungrow}, 1, input, 13009, "i32low", 3000)
	f(device.Config{Shape: device.SolarEdge}, 1, holding, 40206, "i16", 3000)
	f(device.Config{Shape: device.Fronius}, 200, holding, 40087, "i16", -3000)
	f(device.Config{Shape: device.GoodWe}, 247, holding, 36025, "i32", 3000)
	f(device.Config{Shape: device.Solis}, 1, input, 33263, "i32", 3000)
	f(device.Config{Shape: device.Growatt}, 1, input, 31112, "i32", -30000)
	f(device.Config{Shape: device.SMA}, 3, holding, 30867, "i32", 3000)
	f(device.Config{Shape: device.SMA}, 3, holding, 30865, "i32", 0)
	f(device.Config{Shape: device.Deye}, 1, holding, 625, "i16", -3000)
	f(device.Config{Shape: device.Deye}, 1, holding, 690, "i16", -1)
	f(device.Config{Meter: device.SDM630}, 240, input, 0x34, "f32", -3000)
	f(device.Config{Meter: device.SDM630}, 240, input, 0x0E, "f32", -800)
	f(device.Config{Meter: device.EM24}, 240, holding, 0x28, "i32low", -30000)
	f(device.Config{Meter: device.EM24E1}, 240, input, 0x12, "i32low", -7000)
}

// Energy counters stand where the variant has them, and count.
func TestMetersCount(t *testing.T) {
	f := func(meter device.Meter, at uint16, kind string, want float64) {
		t.Helper()
		r := newRigOf(t, device.Config{Shape: device.Huawei, Meter: meter})
		r.send(1, words(47083, 600), words(47249, 0, 1000), words(47100, 2))
		r.tick(time.Second)
		r.tick(2 * time.Hour) // exports 3000 W
		require.InDelta(t, want, r.value(240, true, at, kind), 0.001)
	}
	f(device.SDM630, 0x4A, "f32", 6)
	f(device.SDM630, 0x48, "f32", 0)
	f(device.EM24, 0x5C, "i32low", 60)
	f(device.EM24, 0x42, "i32low", 0)
	f(device.EM24E1, 0x4E, "i32low", 60)
}

func TestVendorsRefuse(t *testing.T) {
	f := func(shape device.Shape, unit uint8, at uint16, want error, w ...uint16) {
		t.Helper()
		r := newRig(t, shape)
		err := r.bank.WriteHolding(context.Background(), unit, at, w)
		require.ErrorIs(t, err, want)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	f(device.Huawei, 1, 47100, device.IllegalValue, 3)
	f(device.Huawei, 1, 47247, device.IllegalValue, 0, 5001)
	f(device.Huawei, 1, 47247, device.IllegalAddress, 0) // half a value
	f(device.Huawei, 1, 37765, device.IllegalAddress, 0, 0)
	f(device.Huawei, 1, 10000, device.IllegalAddress, 0)
	f(device.Sungrow, 1, 13050, device.IllegalValue, 1)
	f(device.SolarEdge, 1, 0xE010, device.IllegalValue, 0, 0x7FC0) // NaN
	f(device.FoxESS, 247, 44002, device.IllegalValue, 0x7FFF, 0xFFFF)
	f(device.Deye, 1, 166, device.IllegalValue, 243) // pain 12: 243 % of charge
	r := newRig(t, device.Sungrow)
	require.ErrorIs(t, r.bank.ReadHolding(context.Background(), 1, 13022, make([]uint16, 1)), device.IllegalAddress, "an input register")
	require.ErrorIs(t, newRig(t, device.Hybrid).bank.ReadInput(context.Background(), 1, 40000, make([]uint16, 1)), device.IllegalFunction)
}

// SMA's limits act only when they come together.
func TestSMALimitsComeTogether(t *testing.T) {
	r := newRig(t, device.SMA)
	r.send(3, words(40236, 0, 2289), words(40793, 0, 1500))
	r.tick(time.Second)
	r.own()
	r.send(3, words(40793, 0, 1500, 0, 5000, 0, 0, 0, 0, 0, 0))
	r.home.state.PV = 1000
	r.tick(time.Second)
	r.battery(-1500)
	r.tick(300 * time.Second)
	r.own()
}

func TestNamesAreReadBack(t *testing.T) {
	for _, s := range device.Shapes() {
		got, err := device.ParseShape(s.String())
		require.NoError(t, err)
		require.Equal(t, s, got)
		r := newRig(t, s)
		require.Contains(t, r.bank.Units(), s.Storage())
	}
	_, err := device.ParseShape("toaster")
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	_, err = device.ParseMeter("toaster")
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	for m := range device.NoMeter + 1 {
		got, err := device.ParseMeter(m.String())
		require.NoError(t, err)
		require.Equal(t, m, got)
	}
}

// A vendor's SunSpec image is whole: a master can walk it and read each model
// in one piece, the longest that one request takes.
func TestHandmadeImagesAreWhole(t *testing.T) {
	f := func(shape device.Shape, unit uint8, want ...uint16) {
		t.Helper()
		r := newRig(t, shape)
		require.Equal(t, want, models(r, unit))
		for _, id := range want {
			at := r.find(unit, id)
			r.read(unit, at, 2+int(r.read(unit, at+1, 1)[0]))
		}
	}
	f(device.SolarEdge, 1, 1, 103, 1, 203)
	f(device.Fronius, 1, 1, 103, 120, 121, 122, 123, 160, 124)
	f(device.Fronius, 200, 1, 203)
}
