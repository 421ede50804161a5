package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// programmeEach is how often programmes are looked at, beside what people decide.
const programmeEach = time.Second

// programmes runs what the fleet sells: it tells the desk what is known of homes and
// regions, and brings about what the desk says.
type programmes struct {
	road   *road
	desk   *programme.Desk
	config programme.Config
	clock  func() time.Time
	log    *slog.Logger
	wake   chan struct{}
	caps   caps
	nodes  nodes
	arms   armer

	mu     sync.Mutex // of what follows
	levels map[programme.ID]programme.Level

	// Of the ticks alone:
	blackouts programme.Blackouts
	told      map[energy.PlantID]programme.Target // what nodes are asked for now
	said      map[energy.PlantID]said             // what they were asked for last
	freed     []programme.Freed                   // in the last tick
	failing   bool

	outcome atomic.Pointer[programme.Outcome] // of the last tick
	counts  programmeCounts
}

// programmeCounts are since the start.
type programmeCounts struct{ ticks, undurable, freed atomic.Uint64 }

func (c *programmeCounts) view(running int) api.ProgrammeCounters {
	return api.ProgrammeCounters{Ticks: c.ticks.Load(), Undurable: c.undurable.Load(), Freed: c.freed.Load(), Running: running}
}

// said is what a node was asked for, and when last.
type said struct {
	power energy.Watts
	at    time.Time
}

// config returns what holds for all programmes.
func (r Rules) config() programme.Config {
	c := programme.DefaultConfig()
	c.ApproveAbove = energy.Watts(r.ApproveAbove * 1e6)
	for _, name := range r.Persons {
		c.Persons = append(c.Persons, programme.Person(name))
	}
	return c
}

// validate names the first setting that cannot be.
func (r Rules) validate() error {
	if !(r.ApproveAbove >= 0) {
		return fmt.Errorf("programmes.approve_above_mw %v: want a number from 0", r.ApproveAbove)
	}
	if slices.Contains(r.Persons, "") {
		return errors.New("programmes.persons: one has no name")
	}
	return r.config().Validate()
}

// newProgrammes goes on from what was decided before, and defines what comes along
// where it is not there.
func newProgrammes(rules Rules, s stores, r *road) (*programmes, error) {
	p := &programmes{
		road: r, config: rules.config(), clock: time.Now, log: r.log, wake: make(chan struct{}, 1), nodes: nodes{road: r, open: map[energy.PlantID]*engine{}},
		levels: map[programme.ID]programme.Level{}, told: map[energy.PlantID]programme.Target{}, said: map[energy.PlantID]said{},
	}
	p.caps.registry, p.caps.log, p.caps.wake = s.registry, r.log, make(chan struct{}, 1)
	p.outcome.Store(&programme.Outcome{})
	if s.decided.left.Torn > 0 {
		r.log.Warn("a decision that was not durable is gone", "bytes", s.decided.left.Torn)
	}
	var err error
	if p.desk, err = programme.New(p.config, s.decided, s.decided.left.Records, r.log); err != nil {
		return nil, err
	}
	return p, p.desk.DefineMissing(programme.Builtin(), p.clock())
}

// Run looks at programmes each second, and at once after a decision, until ctx ends.
// What was asked for then runs out. Nodes that are stuck are told.
func (p *programmes) Run(ctx context.Context, stuck chan<- error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { p.caps.keepReading(ctx); return nil })
	g.Go(func() error {
		tick := time.NewTicker(programmeEach)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
			case <-p.wake:
			}
			p.tick(p.clock(), func(n *engine) { p.nodes.begin(ctx, g, n, stuck) })
		}
	})
	return g.Wait()
}

// tick makes one tick of the desk and brings about what it says. What cannot be made
// durable asks for nothing.
func (p *programmes) tick(now time.Time, begin func(*engine)) {
	p.road.plants.asked.halt(p.desk.Halted() != nil, p.road.plants.all())
	facts := p.facts(now)
	out, err := p.desk.Tick(&facts, now)
	if p.counts.ticks.Add(1); err != nil {
		p.counts.undurable.Add(1)
	}
	if failing := err != nil; failing != p.failing {
		p.failing = failing
		p.log.Warn("programmes' decisions changed", "durable", !failing, "err", err)
	}
	p.bring(&out, begin, now)
	p.outcome.Store(&out)
}

// look has the next tick come now.
func (p *programmes) look() {
	select {
	case p.wake <- struct{}{}:
	default: // it is on its way
	}
}
