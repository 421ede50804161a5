package server

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// BenchmarkTick is what a tick costs a plant of 5000 homes that follow a signal: under
// 50 feeders and 5 zones with limits, and with none. Orders are sealed in it, and
// handed to a broker that takes no time.
func BenchmarkTick(b *testing.B) {
	for _, limit := range []float64{0, 250} {
		name := "no limits"
		if limit > 0 {
			name = "55 limits"
		}
		b.Run(name, func(b *testing.B) {
			s := manyUnder(b, 5000, limit)
			for range 30 {
				require.NoError(b, s.plants[0].SetTarget(dispatch.Target{Power: 6e6, Until: s.now.Add(time.Minute)}))
				s.second(0.5)
			}
			homes := &crew{plant: "p", estimates: s.estimates, roster: &roster{}}
			var view time.Duration
			for b.Loop() {
				b.StopTimer()
				require.NoError(b, s.plants[0].SetTarget(dispatch.Target{Power: 6e6, Until: s.now.Add(time.Minute)}))
				s.live(0.5)
				begun := time.Now()
				homes.View(s.now)
				view += time.Since(begun)
				b.StartTimer()
				s.plants[0].Tick(s.now)
			}
			b.ReportMetric(float64(view.Microseconds())/float64(b.N)/1000, "ms-view")
		})
	}
}

// manyUnder returns a street of so many homes of one plant, under feeders that may each
// import so many kW, and zones ten times as many; 0 for no limits.
func manyUnder(b *testing.B, homes int, limit float64) *street {
	key, err := dispatchkey.New()
	require.NoError(b, err)
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	e := &estimates{twins: twin.NewStore(), log: slog.New(slog.DiscardHandler), seats: newSeats(nil, clocks{usual: time.UTC}), loose: map[energy.PlantID]energy.Watts{}}
	e.fleet = estimate.New(midnight(now), e.seats.tree)
	s := &street{t: b, believing: &believing{estimates: e, now: now, seqs: map[energy.SiteID]uint64{}}, key: key, bySite: map[energy.SiteID]*dweller{}, random: rand.New(rand.NewPCG(1, 2))}
	places, limits := make([]fleet.Place, homes), map[string]float64{}
	e.members = &Members{homes: map[energy.PlantID][]energy.SiteID{}}
	for i := range places {
		feeder, zone := fmt.Sprintf("feeder-%02d", i%50), fmt.Sprintf("zone-%d", i%5)
		limits[feeder], limits[zone] = limit, 10*limit
		places[i] = fleet.Place{Site: energy.SiteID(fmt.Sprintf("home-%06d", i)), Groups: []asset.Group{
			{ID: asset.GroupID(feeder), Kind: asset.Feeder}, {ID: "p", Kind: asset.Plant}, {ID: asset.GroupID(zone), Kind: asset.Zone},
		}}
		h := &dweller{site: places[i].Site, load: -500}
		s.homes, s.bySite[h.site] = append(s.homes, h), h
		e.members.homes["p"] = append(e.members.homes["p"], h.site)
	}
	var all []asset.Limit
	for id, value := range limits {
		if limit > 0 {
			all = append(all, asset.Limit{Node: asset.GroupNode(asset.GroupID(id)), Name: asset.ExportLimit, Value: value, Span: asset.Span{From: now.Add(-time.Hour)}})
		}
	}
	e.grid = &grid{}
	e.grid.now.Store(wiringOf(all, places, now))
	e.replant(places)
	e.clock = s.time
	p, err := dispatch.New(dispatch.DefaultConfig("p"), &crew{plant: "p", estimates: e, roster: &roster{}}, s, key, s.time, e.log)
	require.NoError(b, err)
	s.plants = []*dispatch.Plant{p}
	return s
}

func (s *street) time() time.Time { return s.now }
