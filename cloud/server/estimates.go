package server

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// passEach is how often every home is estimated anew.
const passEach = time.Second

// estimates is what is believed of every home and of every group. Its pass takes
// in what the twins heard and who is where, estimates all, and leaves the sums
// where readers find them without a wait.
type estimates struct {
	members  *Members
	grid     *grid
	registry *fleet.Registry
	twins    *twin.Store
	clock    func() time.Time
	log      *slog.Logger
	path     string // of what was learned

	mu     sync.Mutex // of what follows; no twin is asked for while it is held
	fleet  *estimate.Fleet
	seats  *seats
	report estimate.Report                 // told last: one is enough for all
	loose  map[energy.PlantID]energy.Watts // of a plant's power, that of homes which cannot be commanded
	events map[energy.PlantID]*events

	duties  func() map[energy.PlantID]duty // of plants that are asked for something; nil for none
	moves   moves
	picture atomic.Pointer[picture] // of the last pass
	pace    pace
}

// newEstimates returns what is believed before anything was heard, with what was
// learned before a restart.
func newEstimates(path string, places clocks, m *Members, registry *fleet.Registry, twins *twin.Store, clock func() time.Time, log *slog.Logger) *estimates {
	e := &estimates{members: m, grid: newGrid(registry, m, clock, log), registry: registry, twins: twins, clock: clock, log: log, path: path}
	e.loose, e.events = map[energy.PlantID]energy.Watts{}, map[energy.PlantID]*events{}
	kept := e.recall()
	e.seats = newSeats(kept.zones, places)
	e.fleet = estimate.New(midnight(clock().In(places.usual)), e.seats.tree)
	e.replant(m.Places())
	e.take(kept)
	e.pass(clock())
	return e
}

// midnight returns one that nothing told from now on comes before: homes may have
// waited for most of a day.
func midnight(now time.Time) time.Time {
	y, m, d := now.AddDate(0, 0, -1).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, now.Location())
}

// Run makes a pass each second and keeps what was learned, until ctx ends and once
// more then.
func (e *estimates) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { e.tick(ctx); return nil })
	g.Go(func() error { e.keepOn(ctx); return nil })
	err := g.Wait()
	p := e.pace.passes()
	e.log.Info("estimates ended", "passes", p.Made, "skipped", p.Skipped, "most_took", p.MostTook, "most_late", p.MostLate)
	return err
}

func (e *estimates) tick(ctx context.Context) {
	tick := time.NewTicker(passEach)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case due := <-tick.C:
			begun := e.clock()
			e.pass(begun)
			e.pace.note(due, begun, e.clock(), e.log)
		}
	}
}

// pass estimates everything at now. It has the fleet for one home at a time, so that
// no plant's tick waits for all to be heard, and then for the sums.
func (e *estimates) pass(now time.Time) {
	e.move()
	e.hear(now)
	var duties map[energy.PlantID]duty
	if e.duties != nil {
		duties = e.duties()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fleet.Pass(now)
	p := e.seats.picture(e.fleet, now)
	e.watch(duties, p)
	e.picture.Store(p)
}
