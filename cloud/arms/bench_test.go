package arms_test

import (
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/arms"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// BenchmarkStep is of a second of a fleet that is armed, of which nothing is due.
func BenchmarkStep(b *testing.B) {
	const homes = 100_000
	c := arms.DefaultConfig()
	c.Most = homes
	able := energy.Armable{Nominal: 50, Power: 5000, Longest: 4 * time.Hour, Full: 0.2}
	sites, told, wishes := make([]energy.SiteID, homes), make([]arms.Home, homes), map[energy.SiteID]arms.Wish{}
	for i := range sites {
		sites[i] = energy.SiteID(fmt.Sprintf("home-%06d", i))
		told[i] = arms.Home{Online: true, Boot: 1, Moment: energy.Moment{1}, MomentAt: start, Able: able}
		wishes[sites[i]] = wishFor(4 * time.Hour)
	}
	fleet := iter.Seq2[energy.SiteID, arms.Home](func(yield func(energy.SiteID, arms.Home) bool) {
		for i := range sites {
			if !yield(sites[i], told[i]) {
				return
			}
		}
	})
	var s arms.State
	sent, _ := s.Step(&c, wishes, fleet, start)
	for i, a := range sent {
		told[i].Armed, told[i].Highest = a.ID, a.ID // both are by site
	}
	b.ReportAllocs()
	for b.Loop() {
		if due, n := s.Step(&c, wishes, fleet, start.Add(time.Minute)); len(due) > 0 || n.Armed != homes {
			b.Fatal(len(due), n)
		}
	}
}
