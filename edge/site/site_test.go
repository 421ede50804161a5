package site_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestTwoMissesMakeMissingAndKeepTheTime(t *testing.T) {
	at := time.Now()
	s := site.New(site.Device{ID: "m", Role: site.Meter}, site.Device{ID: "b", Role: site.Storage})
	require.NoError(t, s.Put("m", energy.Snapshot{Grid: energy.Read(energy.Watts(500), at)}))
	f := func(want energy.Quality) {
		t.Helper()
		g := s.Snapshot(at.Add(time.Minute)).Grid
		require.Equal(t, want, g.Quality())
		require.Equal(t, at, g.At())
	}
	f(energy.Good)
	require.NoError(t, s.Put("m", energy.Snapshot{}))
	f(energy.Good)
	require.NoError(t, s.Put("m", energy.Snapshot{}))
	f(energy.Missing)
	require.Error(t, s.Put("x", energy.Snapshot{}))
}

func TestASumNeedsEveryPart(t *testing.T) {
	at := time.Now()
	s := site.New(site.Device{ID: "a", Role: site.Storage}, site.Device{ID: "b", Role: site.Storage})
	part := energy.Snapshot{Battery: energy.Read(energy.Watts(100), at), SoC: energy.Read(energy.Ratio(0.5), at), Capacity: energy.Read(energy.WattHours(1000), at)}
	require.NoError(t, s.Put("a", part))
	require.Equal(t, energy.Missing, s.Snapshot(at).Battery.Quality())
	part.SoC, part.Capacity = energy.Read(energy.Ratio(1), at), energy.Read(energy.WattHours(3000), at)
	require.NoError(t, s.Put("b", part))
	b, _ := s.Snapshot(at).Battery.Value()
	x, _ := s.Snapshot(at).SoC.Value()
	require.Equal(t, energy.Watts(200), b)
	require.InDelta(t, 0.875, float64(x), 1e-9)
}

func TestADeviceFoundLaterCostsTheOthersNothing(t *testing.T) {
	at := time.Now()
	s := site.New(site.Device{ID: "m", Role: site.Meter})
	require.NoError(t, s.Put("m", energy.Snapshot{Grid: energy.Read(energy.Watts(500), at)}))
	require.NoError(t, s.Put("m", energy.Snapshot{}))
	require.NoError(t, s.Put("m", energy.Snapshot{}))
	s.Add(site.Device{ID: "b", Role: site.Storage})
	g := s.Snapshot(at.Add(time.Minute)).Grid
	require.Equal(t, energy.Missing, g.Quality())
	require.Equal(t, at, g.At(), "a dead meter keeps its age")
	require.NoError(t, s.Put("b", energy.Snapshot{}))
}

func TestTheWorstCellOfAllBatteriesCounts(t *testing.T) {
	at := time.Now()
	s := site.New(site.Device{ID: "a", Role: site.Storage}, site.Device{ID: "b", Role: site.Storage}, site.Device{ID: "c", Role: site.Storage})
	cells := func(low, high energy.Volts) energy.Snapshot {
		return energy.Snapshot{CellMin: energy.Read(low, at), CellMax: energy.Read(high, at)}
	}
	require.NoError(t, s.Put("a", cells(3.2, 3.4)))
	require.NoError(t, s.Put("b", cells(3.1, 3.5)))
	snap := s.Snapshot(at) // c tells nothing of its cells
	low, _ := snap.CellMin.Value()
	high, _ := snap.CellMax.Value()
	require.Equal(t, energy.Volts(3.1), low)
	require.Equal(t, energy.Volts(3.5), high)
	require.NoError(t, s.Put("a", energy.Snapshot{}))
	require.NoError(t, s.Put("a", energy.Snapshot{}))
	require.Equal(t, energy.Missing, s.Snapshot(at).CellMax.Quality(), "one that told and tells no more")
}

func TestADeviceAddedAgainHasItsNewRoleAndKeepsWhatItSaid(t *testing.T) {
	now := time.Unix(1e9, 0)
	s := site.New(site.Device{ID: "x", Role: site.Meter | site.Generator | site.Storage})
	require.NoError(t, s.Put("x", energy.Snapshot{Grid: energy.Read[energy.Watts](-800, now)}))
	require.Equal(t, energy.Good, s.Snapshot(now).Grid.Quality())
	s.Add(site.Device{ID: "y", Role: site.Storage})
	require.NoError(t, s.Put("y", energy.Snapshot{Battery: energy.Read[energy.Watts](5, now)}))
	require.Equal(t, energy.Missing, s.Snapshot(now).Battery.Quality(), "x owes its part")
	s.Add(site.Device{ID: "x", Role: site.Meter})
	require.Equal(t, energy.Good, s.Snapshot(now).Grid.Quality())
	require.Equal(t, energy.Good, s.Snapshot(now).Battery.Quality())
}

// One inverter that feeds the home alone says more than others that see power at
// their terminals.
func TestAnIslandIsOneWhereAnyDeviceSaysSo(t *testing.T) {
	at := time.Unix(1e9, 0)
	f := func(want energy.Reading[energy.Ratio], said ...energy.Reading[energy.Ratio]) {
		t.Helper()
		s := site.New(site.Device{ID: "0", Role: site.Generator}, site.Device{ID: "1", Role: site.Storage})
		for i, r := range said {
			require.NoError(t, s.Put([]energy.DeviceID{"0", "1"}[i], energy.Snapshot{Islanded: r}))
		}
		require.Equal(t, want, s.Snapshot(at).Islanded)
	}
	on, off, nothing := energy.Read[energy.Ratio](1, at), energy.Read[energy.Ratio](0, at), energy.Reading[energy.Ratio]{}
	f(on, off, on)
	f(on, on, off)
	f(on, nothing, on)
	f(off, off, nothing)
	f(off, nothing, off)
	f(nothing, nothing, nothing)
}

// A battery that nobody commands is a load to those who command the others, and a
// part of the home to everybody else.
func TestABatteryAsideIsALoadToTheOthers(t *testing.T) {
	at := time.Unix(1e9, 0)
	s := site.New(site.Device{ID: "m", Role: site.Meter}, site.Device{ID: "a", Role: site.Storage}, site.Device{ID: "b", Role: site.Storage | site.Generator})
	put := func(id energy.DeviceID, p energy.Watts, soc energy.Ratio) {
		require.NoError(t, s.Put(id, energy.Snapshot{
			Inverter: energy.Read(p, at), Battery: energy.Read(p, at), SoC: energy.Read(soc, at), Capacity: energy.Read(energy.WattHours(1000), at),
			MaxCharge: energy.Read(energy.Watts(3000), at), MaxDischarge: energy.Read(energy.Watts(2000), at), PV: energy.Read(energy.Watts(0), at),
		}))
	}
	f := func(snap energy.Snapshot, battery, most energy.Watts, soc energy.Ratio) {
		t.Helper()
		require.Equal(t, energy.Read(battery, at), snap.Battery)
		require.Equal(t, energy.Read(most, at), snap.MaxDischarge)
		require.Equal(t, energy.Read(soc, at), snap.SoC)
		require.Equal(t, energy.Read(energy.Watts(-800), at), snap.Grid)
	}
	require.NoError(t, s.Put("m", energy.Snapshot{Grid: energy.Read(energy.Watts(-800), at)}))
	put("a", 500, 0.5)
	put("b", 300, 0.75)
	f(s.Commanded(at), 800, 4000, 0.625)
	require.Equal(t, s.Snapshot(at), s.Commanded(at))
	s.Aside("b", true)
	f(s.Commanded(at), 500, 2000, 0.5)
	f(s.Snapshot(at), 800, 4000, 0.625)
	require.Equal(t, energy.Missing, s.Commanded(at).Inverter.Quality())
	require.Equal(t, energy.Missing, s.Commanded(at).Load.Quality())
	for range 2 {
		require.NoError(t, s.Put("b", energy.Snapshot{}))
	}
	f(s.Commanded(at), 500, 2000, 0.5)
	require.Equal(t, energy.Missing, s.Snapshot(at).Battery.Quality())
	require.Equal(t, energy.Missing, s.Part("b").Battery.Quality())
	s.Aside("b", false)
	require.Equal(t, energy.Missing, s.Commanded(at).Battery.Quality())
}
