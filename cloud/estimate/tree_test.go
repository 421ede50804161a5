package estimate_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow14_EveryHierarchyAgreesWithANaiveSum puts homes at random in feeders below
// zones and in tariffs that cut across them, and adds up what is believed of each.
func TestRow14_EveryHierarchyAgreesWithANaiveSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		regions := rapid.IntRange(1, 3).Draw(t, "regions")
		tree := estimate.NewTree(regions)
		grid := tree.Node()
		zones := []estimate.Node{tree.Node(grid), tree.Node(grid)}
		feeders := []estimate.Node{tree.Node(zones[0]), tree.Node(zones[0]), tree.Node(zones[1])}
		above := map[estimate.Node][]estimate.Node{feeders[0]: {zones[0], grid}, feeders[1]: {zones[0], grid}, feeders[2]: {zones[1], grid}}
		tariffs := []estimate.Node{tree.Node(), tree.Node()}
		type place struct {
			cell estimate.Cell
			in   []estimate.Node
		}
		var places []place
		for range rapid.IntRange(1, 6).Draw(t, "cells") {
			feeder, tariff := rapid.SampledFrom(feeders).Draw(t, "feeder"), rapid.SampledFrom(tariffs).Draw(t, "tariff")
			cell := tree.Cell(rapid.IntRange(0, regions-1).Draw(t, "region"), feeder, tariff)
			places = append(places, place{cell, append([]estimate.Node{feeder, tariff}, above[feeder]...)})
		}
		f := estimate.New(midnight, tree)
		now := midnight.Add(11 * time.Hour)
		in := map[estimate.Node][]estimate.Slot{}
		for range rapid.IntRange(0, 30).Draw(t, "homes") {
			p := rapid.SampledFrom(places).Draw(t, "place")
			slot := f.Add(p.cell)
			at := now.Add(-time.Duration(rapid.IntRange(0, 5000).Draw(t, "age_s")) * time.Second)
			f.Tell(slot, report(at, -energy.Watts(rapid.IntRange(0, 6000).Draw(t, "load_w")), energy.Watts(rapid.IntRange(0, 6000).Draw(t, "pv_w")), 0.5))
			for _, n := range p.in {
				in[n] = append(in[n], slot)
			}
		}
		f.Pass(now)
		f.Pass(now)
		for _, n := range append(append([]estimate.Node{grid}, zones...), append(feeders, tariffs...)...) {
			agrees(t, f, n, in[n], now)
		}
	})
}

func agrees(t *rapid.T, f *estimate.Fleet, n estimate.Node, homes []estimate.Slot, now time.Time) {
	var mean [4]float64
	for _, h := range homes {
		one, ok := f.One(h, now)
		require.True(t, ok)
		for q := range mean {
			mean[q] += float64(one.Powers[q].Mean)
		}
	}
	total := f.Total(n)
	require.Equal(t, len(homes), total.Coverage.Homes())
	require.LessOrEqual(t, total.Median, total.Coverage.Oldest)
	for q := range mean {
		require.InDelta(t, mean[q], float64(total.Powers[q].Mean), 1)
	}
}

func TestIntervalsHoldOneAnother(t *testing.T) {
	f, node, homes := street(20)
	at := midnight.Add(11 * time.Hour)
	for i, h := range homes {
		f.Tell(h, report(at.Add(time.Duration(i)*time.Minute), -energy.Watts(100*i), 500, 0.5))
	}
	now := at.Add(time.Hour)
	f.Pass(now)
	total := f.Total(node)
	for q := range total.Powers {
		last := energy.Envelope{Min: energy.Watts(math.Inf(1)), Max: energy.Watts(math.Inf(-1))}
		for _, level := range []energy.Ratio{0.5, 0.8, 0.9, 0.99} {
			e := total.Powers[q].Interval(level)
			require.LessOrEqual(t, e.Min, last.Min)
			require.GreaterOrEqual(t, e.Max, last.Max)
			last = e
		}
	}
}
