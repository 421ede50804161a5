package world_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/hil/world"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// one returns a world of one house, told in words.
func one(t testing.TB, words string) *world.World {
	t.Helper()
	w, err := world.New(world.Config{Seed: 1, Start: noon})
	require.NoError(t, err)
	h, err := world.ParseHouse(strings.Fields(words)...)
	require.NoError(t, err)
	_, err = w.Add(h)
	require.NoError(t, err)
	return w
}

func wait(w *world.World, d time.Duration) { w.Step(w.Now().Add(d)) }

func TestAHouseInWords(t *testing.T) {
	w := one(t, "battery=10kW/20kWh soc=80% pv=0W load=2kW shape=huawei meter=sdm630 phase=2 backup=on drift=-1% lag=2s settle=3s dead=1s seed=9")
	wait(w, time.Minute)
	s, spec := w.Home(0).State(), w.Home(0).Spec()
	require.Equal(t, energy.Watts(-2000), s.Load)
	require.InDelta(t, 2000, float64(s.Battery), 150)
	require.InDelta(t, 0.8, float64(s.SoC), 0.01)
	require.Equal(t, energy.WattHours(20000), s.Capacity)
	require.Equal(t, plant.DC, spec.Coupling)
	require.Equal(t, plant.L2, spec.Phase)
	require.True(t, spec.Backup)
	require.Equal(t, energy.Ratio(-0.01), spec.Drift)
	require.Equal(t, []uint8{1, 240}, w.Bank(0).Units())
	require.Equal(t, world.Own, w.Mode(0))
	require.Equal(t, plant.AC, one(t, "shape=victron").Home(0).Spec().Coupling)
	require.Equal(t, plant.DC, one(t, "coupling=dc shape=ac").Home(0).Spec().Coupling)
}

func TestHousesThatAreNone(t *testing.T) {
	f := func(words ...string) {
		t.Helper()
		_, err := world.ParseHouse(words...)
		require.Equal(t, fault.Invalid, fault.KindOf(err), "%v", err)
		require.NotEmpty(t, fault.HintOf(err))
	}
	f("battery")
	f("battery=")
	f("battery=10kW")
	f("battery=10/20")
	f("battery=10kW/20kW")
	f("soc=full")
	f("load=NaNW")
	f("shape=toaster")
	f("phase=4")
	f("backup=maybe")
	f("colour=red")
	f("soc=0.5", "soc=0.6")
	f("seed=-1")
	f("lag=soon")
	w, err := world.New(world.Config{Seed: 1, Start: noon})
	require.NoError(t, err)
	h, err := world.ParseHouse("soc=2")
	require.NoError(t, err)
	_, err = w.Add(h)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

func FuzzParseHouse(f *testing.F) {
	f.Add("battery=10kW/20kWh soc=0.8 pv=0W load=2kW")
	f.Add("phase=1 backup=on")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := world.ParseHouse(strings.Fields(text)...)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		w, err := world.New(world.Config{Seed: 1, Start: noon})
		require.NoError(t, err)
		if _, err := w.Add(h); err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		wait(w, time.Second)
	})
}

// command is what one master writes once, in raw words, to each family.
var commands = []struct {
	shape  device.Shape
	writes [][]uint16 // the address first
	lasts  time.Duration
	after  world.Mode
}{
	{device.Huawei, [][]uint16{{47083, 2}, {47249, 0, 2500}, {47100, 2}}, 2 * time.Minute, world.Own},
	{device.Sungrow, [][]uint16{{13079, 60}, {13051, 2500}, {13050, 0xBB}, {13049, 3}}, 80 * time.Second, world.Own},
	{device.SolarEdge, [][]uint16{{0xE004, 4}, {0xE00B, 90, 0}, {0xE00D, 4}}, 90 * time.Second, world.Own},
	{device.Fronius, [][]uint16{{40355, 5000, 0x10000 - 5000}, {40358, 60}, {40348, 3}}, 60 * time.Second, world.Own},
	{device.Fronius, [][]uint16{{40355, 5000, 0x10000 - 5000}, {40348, 3}}, time.Hour, world.Commanded},
	{device.GoodWe, [][]uint16{{47512, 2500}, {47511, 5}}, time.Hour, world.Commanded},
	{device.FoxESS, [][]uint16{{44001, 45}, {44002, 0, 2500}, {44000, 1}}, 45 * time.Second, world.Own},
	{device.Solis, [][]uint16{{43129, 250}, {43135, 2}}, 5 * time.Minute, world.Own},
	{device.Growatt, [][]uint16{{30100, 1}, {30408, 3}, {30409, 0x10000 - 50}, {30407, 1}}, 3 * time.Minute, world.Own},
	{device.SMA, [][]uint16{{40149, 0, 2500}, {40151, 0, 802}}, 300 * time.Second, world.Own},
	{device.Deye, [][]uint16{{142, 0}, {154, 2500, 2500, 2500, 2500, 2500, 2500}, {146, 1}}, time.Hour, world.Commanded},
	{device.SolaX, [][]uint16{{0x7C, 1, 1, 0x10000 - 2500, 0xFFFF, 0, 0, 20, 60}}, 60 * time.Second, world.Own},
}

// The master of a real home of each family is killed in the middle of a
// discharge of 2.5 kW or more: the home is back in self-consumption when the
// catalogue says so, or the catalogue says never.
func TestTheMasterIsKilled(t *testing.T) {
	for _, c := range commands {
		w := one(t, "battery=5kW/20kWh soc=0.9 pv=0W load=1kW shape="+c.shape.String())
		wait(w, time.Minute)
		for _, words := range c.writes {
			require.NoError(t, w.Bank(0).WriteHolding(t.Context(), c.shape.Storage(), words[0], words[1:]), "%v", c.shape)
		}
		wait(w, min(c.lasts, 40*time.Second))
		require.Equal(t, world.Commanded, w.Mode(0), "%v", c.shape)
		require.Greater(t, w.Home(0).State().Battery, energy.Watts(2200), "%v", c.shape)
		wait(w, c.lasts-min(c.lasts, 40*time.Second)-time.Second)
		require.Equal(t, world.Commanded, w.Mode(0), "%v holds to its end", c.shape)
		wait(w, 2*time.Second)
		require.Equal(t, c.after, w.Mode(0), "%v", c.shape)
		if c.after == world.Own {
			wait(w, time.Minute)
			require.InDelta(t, 0, float64(w.Home(0).State().Grid), 60, "%v", c.shape)
		}
	}
}

// The grid goes and comes back: a house with backup is an island meanwhile,
// whatever its registers ask.
func TestModesFollowTheGrid(t *testing.T) {
	w := one(t, "battery=5kW/20kWh soc=0.9 pv=0W load=1kW shape=huawei backup=on")
	require.NoError(t, w.Bank(0).WriteHolding(t.Context(), 1, 47083, []uint16{60}))
	require.NoError(t, w.Bank(0).WriteHolding(t.Context(), 1, 47249, []uint16{0, 3000}))
	require.NoError(t, w.Bank(0).WriteHolding(t.Context(), 1, 47100, []uint16{2}))
	f := func(want world.Mode, battery float64) {
		t.Helper()
		wait(w, time.Minute)
		require.Equal(t, want, w.Mode(0))
		require.InDelta(t, battery, float64(w.Home(0).State().Battery), 150)
	}
	f(world.Commanded, 3000)
	w.Town().CutGrid()
	f(world.Islanded, 1000)
	w.Home(0).Plug(plant.L1, 7000)
	f(world.Dark, 0)
	w.Home(0).Plug(plant.L1, 0)
	w.Town().RestoreGrid()
	f(world.Commanded, 3000)
	require.NoError(t, w.Bank(0).WriteHolding(t.Context(), 1, 47100, []uint16{0}))
	f(world.Own, 1000)
	require.NoError(t, w.Bank(0).WriteHolding(t.Context(), 1, 47077, []uint16{0, 400}))
	f(world.Limited, 400)
}

// A second battery has equipment of its own on the same wires, and its own truth
// behind it; what all of the home share both of them show.
func TestAHouseWithTwoBatteries(t *testing.T) {
	f := func(shape string, unit uint8) {
		t.Helper()
		w := one(t, "battery=5kW/10kWh soc=0.8 battery2=3kW/6kWh soc2=0.4 pv=0W load=1kW shape=hybrid shape2="+shape)
		require.Equal(t, []uint8{1, 240, device.SecondUnit}, w.Bank(0).Units())
		second, ok := w.Home(0).Second()
		require.True(t, ok)
		wait(w, time.Minute)
		require.InDelta(t, 0.4, float64(second.State().SoC), 0.02)
		require.NoError(t, w.Bank(0).Break(device.SecondUnit, "silent"))
		require.Error(t, w.Bank(0).ReadHolding(t.Context(), device.SecondUnit, device.Base, make([]uint16, 2)))
		require.NoError(t, w.Bank(0).ReadHolding(t.Context(), 1, device.Base, make([]uint16, 2)))
		w.Bank(0).MendAll()
		require.NoError(t, w.Bank(0).ReadHolding(t.Context(), device.SecondUnit, device.Base, make([]uint16, 2)))
	}
	f("hybrid", 12)
	f("ac", 12)
	_, err := world.ParseHouse("battery2=3kW")
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}
