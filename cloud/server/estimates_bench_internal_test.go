package server

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// BenchmarkPass is what a second costs the road: homes that all report each second,
// or that tell changes only, in 100 feeders of one plant.
func BenchmarkPass(b *testing.B) {
	const homes = 100_000
	for _, band := range []energy.Deadband{{}, {Heartbeat: time.Minute, Power: 150}} {
		name := "each second"
		if band.On() {
			name = "changes only"
		}
		b.Run(name, func(b *testing.B) {
			now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
			e := &estimates{twins: twin.NewStore(), log: slog.New(slog.DiscardHandler), seats: newSeats(nil, clocks{usual: time.UTC})}
			e.fleet = estimate.New(midnight(now), e.seats.tree)
			places := make([]fleet.Place, homes)
			for i := range places {
				places[i] = fleet.Place{Site: energy.SiteID(fmt.Sprintf("home-%06d", i)), Groups: []asset.Group{
					{ID: asset.GroupID(fmt.Sprintf("feeder-%02d", i%100)), Kind: asset.Feeder}, {ID: "p", Kind: asset.Plant},
				}}
			}
			e.replant(places)
			street := believing{estimates: e, now: now, seqs: map[energy.SiteID]uint64{}}
			speak := func() {
				for i := range places {
					street.tell(places[i].Site, -1000, 500, 500, func(r *energy.Report) { r.Deadband = band })
				}
			}
			speak()
			for b.Loop() {
				b.StopTimer()
				if street.now = street.now.Add(time.Second); !band.On() {
					speak()
				}
				b.StartTimer()
				e.pass(street.now)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/homes, "ns/home")
		})
	}
}

// BenchmarkReplant is for how long readers wait at most while a million homes are put
// where they are now, in 1000 feeders of 20 zones in one plant.
func BenchmarkReplant(b *testing.B) {
	const homes = 1_000_000
	e := &estimates{twins: twin.NewStore(), log: slog.New(slog.DiscardHandler), seats: newSeats(nil, clocks{usual: time.UTC})}
	e.fleet = estimate.New(midnight(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)), e.seats.tree)
	groups := make([][]asset.Group, 1000)
	for i := range groups {
		groups[i] = []asset.Group{
			{ID: asset.GroupID(fmt.Sprintf("feeder-%03d", i)), Kind: asset.Feeder},
			{ID: "p", Kind: asset.Plant}, {ID: asset.GroupID(fmt.Sprintf("zone-%02d", i%20)), Kind: asset.Zone},
		}
	}
	places := make([]fleet.Place, homes)
	for i := range places {
		places[i] = fleet.Place{Site: energy.SiteID(fmt.Sprintf("home-%07d", i)), Groups: groups[i%len(groups)]}
	}
	e.replant(places)
	var held time.Duration
	for b.Loop() {
		p := e.seats.plan(places)
		begun := time.Now()
		e.seats.plant(e.fleet, p)
		held += time.Since(begun)
	}
	b.ReportMetric(float64(held.Milliseconds())/float64(b.N), "ms-held")
}
