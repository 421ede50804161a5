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
