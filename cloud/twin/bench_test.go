package twin_test

import (
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// BenchmarkEstimate puts the question of every tick to a fleet of 10,000.
func BenchmarkEstimate(b *testing.B) {
	const homes = 10_000
	s := twin.NewStore()
	for i := range homes {
		s.Batch(wire.Batch{Site: energy.SiteID(fmt.Sprint("home-", i)), Boot: 1, Reports: []energy.Report{report(1, nil)}}, noon)
	}
	for b.Loop() {
		s.Visit(func(t *twin.Twin) { t.Estimate(noon.Add(5 * time.Second)) })
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*homes), "ns/home")
	b.ReportMetric(float64(unsafe.Sizeof(twin.Twin{})), "B/twin")
}
