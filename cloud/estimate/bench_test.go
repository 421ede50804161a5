package estimate_test

import (
	"testing"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// BenchmarkPass is of 100,000 homes; scripts/bench aggregate is of a million.
func BenchmarkPass(b *testing.B) {
	const homes = 100_000
	tree := estimate.NewTree(2)
	grid := tree.Node()
	var cells []estimate.Cell
	for i := range homes / 100 {
		cells = append(cells, tree.Cell(i%2, grid))
	}
	f, now := estimate.New(midnight, tree), midnight.Add(11*time.Hour)
	for i := range homes {
		at := now.Add(-time.Duration(i%100) * time.Second)
		f.Tell(f.Add(cells[i/100]), report(at, -energy.Watts(200+i%3000), energy.Watts(i%4000), energy.Ratio(float64(i%97)/97)))
	}
	for b.Loop() {
		now = now.Add(time.Second)
		f.Pass(now)
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/homes, "ns/home")
}
