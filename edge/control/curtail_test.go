package control_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestPain026_NothingIsExportedWhereThatCosts: with a late meter and any
// battery, sun and load, export dies out, and battery and sun do not swing
// against each other.
func TestPain026_NothingIsExportedWhereThatCosts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHouse(control.NewDesk(control.Config{Gain: 0.5}))
		h.late, h.capacity = drawTime(t, "late", 0, 5*time.Second), 1e9
		answer := drawTime(t, "answer", 600*time.Millisecond, 14*time.Second)
		h.dead = drawTime(t, "dead", 0, answer-step)
		h.lag = (answer - h.dead) / 3
		h.soc = rapid.SampledFrom([]energy.Ratio{0.5, 1}).Draw(t, "soc")
		h.load = -energy.Watts(rapid.IntRange(0, 5000).Draw(t, "load"))
		h.pv = energy.Watts(rapid.IntRange(0, 12000).Draw(t, "pv"))
		require.NoError(t, h.desk.Plan([]control.Slot{{Start: start, End: start.Add(time.Hour), Tariff: control.Tariff{Known: true, Import: 0.1, Export: -0.1}}}))
		h.run(6*time.Minute, nil)
		grid, sun := newSwing(), newSwing()
		h.run(2*time.Minute, func() { grid.see(h.truth()); sun.see(h.sun) })
		require.LessOrEqual(t, grid.high, rating/50, "export")
		require.LessOrEqual(t, grid.span(), rating/20, "swing")
		require.GreaterOrEqual(t, sun.high, min(h.pv, -h.load)-rating/20, "sun wasted that the house could use")
	})
}

func TestPain026_TheSunDoesNotSwingBehindALateMeter(t *testing.T) {
	h := newHouse(control.NewDesk(control.Config{Gain: 1}))
	h.late, h.soc, h.capacity, h.load, h.pv = 5*time.Second, 1, 1e9, -5000, 12000
	require.NoError(t, h.desk.Plan([]control.Slot{{Start: start, End: start.Add(time.Hour), Tariff: control.Tariff{Known: true, Export: -0.1}}}))
	h.run(4*time.Minute, nil)
	sun := newSwing()
	h.run(time.Minute, func() { sun.see(h.sun) })
	require.LessOrEqual(t, sun.span(), rating/50)
	require.InDelta(t, 5000, float64(h.sun), 100)
}

// Unknown readings hold nothing back: that would cost for sure what export
// costs perhaps.
func TestNoCurtailmentByPriceWithoutReadings(t *testing.T) {
	d := desk()
	require.NoError(t, d.Plan([]control.Slot{{Start: start, End: start.Add(time.Hour), Tariff: control.Tariff{Known: true, Export: -1}}}))
	f := func(snap energy.Snapshot, held bool) {
		t.Helper()
		_, ok := d.Decide(snap, start).Curtail.Power()
		require.Equal(t, held, ok)
	}
	snap := energy.Snapshot{Grid: energy.Read(energy.Watts(500), start), Battery: energy.Read(energy.Watts(0), start), PV: energy.Read(energy.Watts(900), start)}
	f(snap, true)
	snap.PV = snap.PV.Doubt()
	f(snap, false)
	snap.PV, snap.Grid = energy.Read(energy.Watts(900), start), snap.Grid.Lost()
	f(snap, false)
}
