package device_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// sunny is a home that can be told to hold its PV back.
type sunny struct {
	*fakeHome
	most energy.Watts
	held bool
}

func (h *sunny) Curtail(most energy.Watts) { h.most, h.held = most, true }
func (h *sunny) Uncurtail()                { h.held = false }

// Each family's limit, with the registers typed from its document: what it lets
// through while the battery charges with 2000 W, and how long.
func TestEveryFamilyHoldsPVBack(t *testing.T) {
	const kept = 0
	f := func(shape device.Shape, lasts time.Duration, most energy.Watts, cut []write, free ...write) {
		t.Helper()
		home := &sunny{fakeHome: &fakeHome{state: plant.State{PV: 3000, Load: -1000, SoC: 0.6, Capacity: 10000, Voltage: 230}}}
		bank, err := device.New(device.Config{Shape: shape, Serial: "sun", Battery: 5000, PV: 6000}, home, start)
		require.NoError(t, err)
		r := &rig{t: t, home: home.fakeHome, bank: bank, now: start}
		unit := shape.Storage()
		r.tick(time.Second)
		require.False(t, home.held, "%v as delivered", shape)
		r.send(unit, cut...)
		r.tick(time.Second)
		require.True(t, home.held, shape)
		require.InDelta(t, float64(most), float64(home.most), 1, "%v", shape)
		r.own()
		if lasts == kept {
			r.tick(48 * time.Hour)
			require.True(t, home.held, "%v: for good", shape)
		} else {
			r.tick(lasts)
			require.False(t, home.held, "%v: for its time", shape)
		}
		r.send(unit, cut...)
		r.send(unit, free...)
		r.tick(time.Second)
		require.False(t, home.held, "%v freed", shape)
	}
	f(device.Huawei, kept, 3000+2000, []write{words(40125, 500)}, words(40125, 1000))
	f(device.Sungrow, kept, 1000+2000, []write{words(5007, 200)}, words(5007, 1000))
	f(device.SolarEdge, time.Minute, 1500+2000, []write{words(0xF310, 60, 0), float(0xF322, 25)}, float(0xF322, 100))
	f(device.Fronius, 90*time.Second, 1500+2000, []write{words(40234, 90), words(40232, 2500), words(40236, 1)}, words(40236, 0))
	f(device.Growatt, kept, 600+2000, []write{words(30154, 10)}, words(30154, 100))
	f(device.SMA, kept, 500+2000, []write{words(40016, 10)}, words(40016, 100))
	f(device.Deye, kept, 1200, []write{words(340, 1200)}, words(340, 32000))
}

// The register by which each family tells that the grid is gone.
func TestEveryFamilyTellsOfAnIsland(t *testing.T) {
	f := func(shape device.Shape, unit uint8, input bool, at uint16, kind string, mains, alone float64) {
		t.Helper()
		r := newRig(t, shape)
		r.tick(time.Second)
		require.Equal(t, mains, r.value(unit, input, at, kind), shape)
		r.home.state.Islanded = true
		r.tick(time.Second)
		require.Equal(t, alone, r.value(unit, input, at, kind), shape)
	}
	const holding, input = false, true
	f(device.Huawei, 1, holding, 32089, "u16", 0x0200, 0x0203)
	f(device.Sungrow, 1, input, 12999, "u16", 0x0040, 0x1000)
	f(device.SolarEdge, 1, holding, 40113, "i32low", 0, 1)
	f(device.Fronius, 1, holding, 40185, "u16", 1, 0)
	f(device.GoodWe, 247, holding, 35187, "u16", 1, 2)
	f(device.Growatt, 1, input, 31000, "u16", 6, 7)
	f(device.Deye, 1, holding, 552, "u16", 5, 1)
	f(device.Victron, 100, holding, 826, "u16", 1, 240)
}

// Limits of 0 to 0 hold SMA's battery at 0 W: they are not the same as none.
func TestSMAHoldsZero(t *testing.T) {
	r := newRig(t, device.SMA)
	r.send(3, words(40793, make([]uint16, 10)...), words(40236, 0, 2290))
	r.tick(time.Second)
	r.battery(0)
}

// An EM24 says which variant it is.
func TestEM24TellsItsCode(t *testing.T) {
	r := newRigOf(t, device.Config{Meter: device.EM24})
	require.Equal(t, 71.0, r.value(240, true, 0x0B, "u16"))
}
