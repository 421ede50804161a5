package server

import (
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestWhatIsPlannedStandsAsWhatWasPutOneByOne: whoever moves where, homes come and go,
// each is in the cell of its groups, and rows and cells are counted as they are used.
func TestWhatIsPlannedStandsAsWhatWasPutOneByOne(t *testing.T) {
	groups := []asset.Group{{ID: "a", Kind: asset.Zone}, {ID: "b", Kind: asset.Zone}, {ID: "c", Kind: asset.Plant}, {ID: "d", Kind: asset.Feeder}}
	rapid.Check(t, func(t *rapid.T) {
		e := &estimates{log: slog.New(slog.DiscardHandler), seats: newSeats(nil, clocks{usual: time.UTC})}
		e.fleet = estimate.New(time.Unix(1e9, 0).UTC(), e.seats.tree)
		at := map[energy.SiteID][]asset.Group{}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			var some []fleet.Place
			for _, id := range rapid.SliceOfDistinct(rapid.SampledFrom([]energy.SiteID{"1", "2", "3", "4", "5", "6"}), rapid.ID[energy.SiteID]).Draw(t, "homes") {
				in := rapid.SliceOfDistinct(rapid.SampledFrom(groups), func(g asset.Group) asset.GroupID { return g.ID }).Draw(t, "in")
				some = append(some, fleet.Place{Site: id, Groups: in})
			}
			planned := rapid.Bool().Draw(t, "all")
			if planned {
				clear(at)
				e.replant(some)
			}
			for _, p := range some {
				if planned || e.seats.put(e.fleet, p) {
					at[p.Site] = p.Groups
				}
			}
			require.Len(t, e.seats.slots, len(at))
			used := map[*cell]int{}
			for id, in := range at {
				c := e.seats.rows[e.seats.slots[id]].cell
				require.Same(t, e.seats.cellOf(in), c)
				used[c]++
			}
			require.Len(t, used, e.seats.used)
			for c, homes := range used {
				require.Equal(t, homes, c.homes)
			}
			require.Len(t, e.seats.rows, len(at)+len(e.seats.free))
			e.fleet.Pass(time.Unix(1e9+1, 0))
			require.Equal(t, len(at), e.seats.picture(e.fleet, time.Now()).all.total.Coverage.Homes())
		}
	})
}

// TestReadersGoOnWhileHomesMove: what they are told is of one tree or the other. It is
// for the race detector too.
func TestReadersGoOnWhileHomesMove(t *testing.T) {
	b := believe(t)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", b.now.Add(-time.Hour)))
	for i := range 50 {
		b.home(t, energy.SiteID(fmt.Sprintf("h-%d", i)), "p")
	}
	now := b.now
	b.clock = func() time.Time { return now } // who reads has a clock of his own
	b.passAfter(time.Second)
	ended := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			view := &crew{plant: "p", estimates: b.estimates, roster: &roster{}}
			for {
				select {
				case <-ended:
					return
				default:
				}
				g := b.group(t, "p")
				require.Equal(t, 50, g.Coverage.Homes)
				require.Len(t, view.View(now).Homes, 50)
				_, _, err := b.EstimateSite(t.Context(), "h-7", now, 0.9)
				require.NoError(t, err)
			}
		})
	}
	for range 20 {
		b.moved(Moved{All: true})
		b.pass(b.now)
	}
	close(ended)
	readers.Wait()
}
