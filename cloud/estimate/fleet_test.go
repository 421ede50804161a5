package estimate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var midnight = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

// report is of a home with a battery of 10 kWh and 5 kW in its own mode.
func report(at time.Time, load, pv energy.Watts, soc energy.Ratio) *estimate.Report {
	battery := energy.Envelope{Min: -5000, Max: 5000}.Clamp(-load - pv)
	return &estimate.Report{At: at, Answers: true, Snapshot: energy.Snapshot{
		At: at, Load: energy.Read(load, at), PV: energy.Read(pv, at), Battery: energy.Read(battery, at), Grid: energy.Read(load+pv+battery, at),
		SoC: energy.Read(soc, at), Capacity: energy.Read(energy.WattHours(10_000), at),
		MaxCharge: energy.Read(energy.Watts(5000), at), MaxDischarge: energy.Read(energy.Watts(5000), at),
	}}
}

func street(homes int) (*estimate.Fleet, estimate.Node, []estimate.Slot) {
	tree := estimate.NewTree(1)
	node := tree.Node()
	cell := tree.Cell(0, node)
	f := estimate.New(midnight, tree)
	var slots []estimate.Slot
	for range homes {
		slots = append(slots, f.Add(cell))
	}
	return f, node, slots
}

// TestNoVarianceIsSmallerWithMoreSilence compares two homes that told the same, one
// earlier than the other.
func TestNoVarianceIsSmallerWithMoreSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, _, homes := street(2)
		now := midnight.Add(time.Duration(rapid.IntRange(8*3600, 16*3600).Draw(t, "now_s")) * time.Second)
		age := rapid.IntRange(0, 7200).Draw(t, "age_s")
		more := rapid.IntRange(0, 7200).Draw(t, "more_s")
		load := -energy.Watts(rapid.IntRange(0, 5000).Draw(t, "load_w"))
		soc := energy.Ratio(rapid.Float64Range(0, 1).Draw(t, "soc"))
		f.Tell(homes[0], report(now.Add(-time.Duration(age)*time.Second), load, 0, soc))
		f.Tell(homes[1], report(now.Add(-time.Duration(age+more)*time.Second), load, 0, soc))
		f.Pass(now)
		a, ok := f.One(homes[0], now)
		require.True(t, ok)
		b, ok := f.One(homes[1], now)
		require.True(t, ok)
		require.LessOrEqual(t, a.Powers[estimate.PV].Variance, 1.001*b.Powers[estimate.PV].Variance+1)
	})
}

// TestErrorsOfALoadGrowWithSilence holds the home's last value in one bin.
func TestErrorsOfALoadGrowWithSilence(t *testing.T) {
	f, _, homes := street(1)
	at := midnight.Add(9 * time.Hour)
	f.Tell(homes[0], report(at, -600, 0, 0.5))
	for age, last := time.Second, 0.0; age < 40*time.Minute; age += 7 * time.Second {
		now := at.Add(age)
		f.Pass(now)
		one, ok := f.One(homes[0], now)
		require.True(t, ok)
		relative := one.Powers[estimate.Load].Variance
		require.GreaterOrEqual(t, relative, 0.97*last, "after %v", age)
		last = max(last, relative)
	}
}

func TestRow26_MissingIsNeverZero(t *testing.T) {
	f, node, homes := street(3)
	now := midnight.Add(10 * time.Hour)
	f.Tell(homes[0], report(now, -1000, 0, 0.5))
	blind := report(now, 0, 0, 0.5)
	blind.Snapshot.Load, blind.Snapshot.Grid = blind.Snapshot.Load.Lost(), blind.Snapshot.Grid.Lost()
	f.Tell(homes[1], blind)
	f.Pass(now)
	total := f.Total(node)
	require.Equal(t, 1, total.Powers[estimate.Load].Homes, "one home told of its load, one did not, one never told")
	require.Equal(t, energy.Coverage{Measured: 2, Missing: 1}, total.Coverage)
	require.InDelta(t, -1000, float64(total.Powers[estimate.Load].Mean), 30)
	_, known := f.One(homes[2], now)
	require.False(t, known)
	one, _ := f.One(homes[1], now)
	require.Zero(t, one.Powers[estimate.Load].Homes)
}

// TestRow23_SilentHomesAreEstimatedAndPromiseNothing also is of row 20: a home is in
// the offer until its time-out, and after its next report.
func TestRow23_SilentHomesAreEstimatedAndPromiseNothing(t *testing.T) {
	f, node, homes := street(10)
	at := midnight.Add(10 * time.Hour)
	for _, h := range homes {
		f.Tell(h, report(at, -1000, 0, 0.5))
	}
	f.Pass(at)
	firm := f.Total(node)
	later := at.Add(time.Minute)
	for _, h := range homes[:5] {
		f.Tell(h, report(later, -1000, 0, 0.5))
	}
	f.Pass(later)
	half := f.Total(node)
	require.Equal(t, 10, half.Powers[estimate.Load].Homes)
	require.Equal(t, [estimate.NumStates]int{estimate.Guessed: 5, estimate.Ready: 5}, half.States)
	require.InDelta(t, 0.5, float64(half.Up[estimate.Quarter].Mean/firm.Up[estimate.Quarter].Mean), 1e-6)
	require.Less(t, half.Firm(estimate.Quarter, 0.95), firm.Firm(estimate.Quarter, 0.95))
}

func TestRow24_PowerCountsOnlyWithEnergyBehindIt(t *testing.T) {
	f, node, homes := street(1)
	now := midnight.Add(10 * time.Hour)
	f.Tell(homes[0], report(now, -1000, 0, 0.1))
	f.Pass(now)
	total := f.Total(node)
	require.Greater(t, total.Up[estimate.FiveMinutes].Mean, 4*total.Up[estimate.Hour].Mean)
	require.Less(t, total.Up[estimate.Hour].Mean, energy.Watts(1000), "1 kWh is stored")
}

// TestTheSkyIsShared compares many homes without a word from their region with as
// many that stand alone: their errors do not cancel.
func TestTheSkyIsShared(t *testing.T) {
	f, node, homes := street(50)
	at := midnight.Add(12 * time.Hour)
	for i := range 60 {
		for _, h := range homes {
			f.Tell(h, report(at, -500, energy.Watts(1000+500*(i%3)), 0.5))
		}
		at = at.Add(time.Minute)
		f.Pass(at)
	}
	now := at.Add(40 * time.Minute)
	f.Pass(now)
	sum := f.Total(node).Powers[estimate.PV]
	alone := 0.0
	for _, h := range homes {
		one, _ := f.One(h, now)
		alone += one.Powers[estimate.PV].Variance
	}
	require.Greater(t, sum.Variance, 5*alone)
}

func TestAnOrderIsFollowedWhileItLasts(t *testing.T) {
	f, _, homes := street(1)
	at := midnight.Add(10 * time.Hour)
	r := report(at, -1000, 0, 0.5)
	r.Order, r.Left, r.Lag = energy.WantPower(3000), 5*time.Second, 100*time.Millisecond
	f.Tell(homes[0], r)
	battery := func(after time.Duration) float64 {
		f.Pass(at.Add(after))
		one, _ := f.One(homes[0], at.Add(after))
		return float64(one.Powers[estimate.Battery].Mean)
	}
	require.InDelta(t, 3000, battery(2*time.Second), 1)
	require.InDelta(t, 1000, battery(6*time.Second), 120)
}
