package estimate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow25_WhatIsSecuredHoldsWhenAnyRegionGoesDark lets each region fall silent in
// turn: what is firm then is no less than what was promised before.
func TestRow25_WhatIsSecuredHoldsWhenAnyRegionGoesDark(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const regions = 3
		tree := estimate.NewTree(regions)
		grid := tree.Node()
		f := estimate.New(midnight, tree)
		var homes [regions][]estimate.Slot
		for r := range regions {
			cell := tree.Cell(r, grid)
			for range rapid.IntRange(0, 12).Draw(t, "homes") {
				homes[r] = append(homes[r], f.Add(cell))
			}
		}
		now := midnight.Add(10 * time.Hour)
		tell := func(dark int) {
			for r := range homes {
				for i, h := range homes[r] {
					if r != dark {
						f.Tell(h, report(now, -800, 0, energy.Ratio(float64(1+i%9)/10)))
					}
				}
			}
			f.Pass(now)
		}
		span := rapid.SampledFrom([]estimate.Span{estimate.FiveMinutes, estimate.Quarter, estimate.Hour}).Draw(t, "span")
		for dark := range regions {
			tell(-1)
			total, promised := f.Total(grid), f.Secured(grid, span, 0.95)
			require.LessOrEqual(t, promised.Firm, total.Firm(span, 0.95))
			now = now.Add(11 * time.Second)
			tell(dark)
			left := f.Total(grid)
			require.GreaterOrEqual(t, float64(left.Firm(span, 0.95)), float64(promised.Firm)-1e-6)
			if dark == promised.Region {
				require.InDelta(t, float64(left.Firm(span, 0.95)), float64(promised.Firm), 0.01, "no more is held back than the worst loss takes")
			}
			now = now.Add(time.Second)
		}
	})
}

func TestRow25_AnEvenSplitCostsItsShare(t *testing.T) {
	tree := estimate.NewTree(4)
	grid := tree.Node()
	f := estimate.New(midnight, tree)
	now := midnight.Add(10 * time.Hour)
	for r := range 4 {
		cell := tree.Cell(r, grid)
		for range 100 {
			f.Tell(f.Add(cell), report(now, -800, 0, 0.8))
		}
	}
	f.Pass(now)
	s := f.Secured(grid, estimate.Quarter, 0.95)
	require.InDelta(t, 0.25, float64(s.Cost), 0.02)
	require.Positive(t, s.Firm)
}
