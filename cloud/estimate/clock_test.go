package estimate_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestTheHourIsTheRegions teaches homes of two zones what their people do: 3 kW from 18
// to 20 h by their own clocks, which summer time moves on the 29th of March 2026, and
// PV by the sun, which it does not.
func TestTheHourIsTheRegions(t *testing.T) {
	berlin, sydney := location(t, "Europe/Berlin"), location(t, "Australia/Sydney")
	tree := estimate.NewTree(2)
	node := tree.Node()
	cells := []estimate.Cell{tree.Cell(0, node), tree.Cell(1, node)}
	now := time.Date(2026, 3, 21, 0, 0, 0, 0, time.UTC)
	f := estimate.New(now, tree)
	f.Zone(0, berlin)
	f.Zone(1, sydney)
	homes := []estimate.Slot{f.Add(cells[0]), f.Add(cells[1])}
	places := []*time.Location{berlin, sydney}
	for end := now.AddDate(0, 0, 8); now.Before(end); now = now.Add(10 * time.Minute) {
		for i, h := range homes {
			f.Tell(h, report(now, evening(now.In(places[i])), sun(now), 0.5))
		}
		f.Pass(now)
	}
	usual := func(home int, hour int, q estimate.Quantity) float64 {
		y, m, d := now.In(places[home]).Date()
		at := time.Date(y, m, d, hour, 0, 0, 0, places[home])
		if at.Before(now) {
			at = at.AddDate(0, 0, 1)
		}
		f.Pass(at)
		one, ok := f.One(homes[home], at)
		require.True(t, ok)
		return float64(one.Powers[q].Mean)
	}
	require.False(t, now.In(berlin).IsDST())
	require.True(t, now.Add(10*time.Hour).In(berlin).IsDST(), "the clocks go forward in between")
	for i := range homes {
		require.Less(t, usual(i, 19, estimate.Load), usual(i, 10, estimate.Load)-800)
		require.Less(t, usual(i, 19, estimate.Load), usual(i, 22, estimate.Load)-400)
	}
	noon := func(hour int) float64 { return usual(0, hour, estimate.PV) }
	require.InDelta(t, noon(12), noon(14), 300, "13 h of summer time is noon")
	require.Greater(t, noon(13), noon(11)+100)
}

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	require.NoError(t, err)
	return l
}

func evening(at time.Time) energy.Watts {
	if h := at.Hour(); h == 18 || h == 19 {
		return -3000
	}
	return -400
}

// sun is that of 15 degrees east.
func sun(at time.Time) energy.Watts {
	h := float64(at.UTC().Hour()) + float64(at.UTC().Minute())/60
	return energy.Watts(max(0, 3000*math.Cos(2*math.Pi*(h-11)/24)))
}
