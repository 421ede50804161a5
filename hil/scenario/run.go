package scenario

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// run is a scenario under way. It has one owner.
type run struct {
	ctx       context.Context
	script    *Script
	maker     Maker
	town      *plant.Town
	random    *rand.Rand
	hands     hands
	letters   map[string]letter // that the broker holds, by name
	houses    []*house
	offline   []bool // by home: the uplink is cut
	elapsed   time.Duration
	seq       uint64 // of the newest signal
	streams   []*stream
	streaming bool
	watches   []*watch
	sees      func(*fact) bool // from where the run stands
	skipped   int              // expectations of which nothing can be seen
	grace     time.Duration    // how much later what is expected now may come: see Bench
	shifted   energy.Hertz
	pacer     func(time.Duration) error // waits for real time; nil in virtual time
	result    Result
}

// place of every town: Munich, unless the sun matters to nobody.
const latitude, longitude = 48.1, 11.6

// Run plays the script against gateways that maker starts, in virtual time. It
// is the same for the same seed. The error says why the scenario could not be
// played to its end; what was expected and not seen is in the Result.
//
// A script in real time is played again, twice at most, where it failed on a
// machine that could not keep the time: who stood still himself knows nothing of
// whether others did.
func Run(ctx context.Context, s *Script, seed uint64, maker Maker) (Result, error) {
	r, err := once(ctx, s, seed, maker)
	for tries := 1; tries < 3 && !r.OK() && r.Late > TooLate; tries++ {
		r, err = once(ctx, s, seed, maker)
	}
	return r, err
}

// TooLate is how far behind the clock a run in real time may fall before it says
// nothing: the time that a gateway gives a request.
const TooLate = 250 * time.Millisecond

func once(ctx context.Context, s *Script, seed uint64, maker Maker) (Result, error) {
	r, err := newRun(ctx, s, seed, maker)
	if err != nil {
		return Result{File: s.File, Seed: seed}, err
	}
	begun := time.Now()
	if s.RealTime() {
		r.pacer = r.inRealTime(begun)
	}
	err = r.play()
	r.result.Wall = time.Since(begun)
	return r.finish(err)
}

// inRealTime waits until as much time has gone by as was simulated: a real
// connection has deadlines of its own.
func (r *run) inRealTime(begun time.Time) func(time.Duration) error {
	return func(elapsed time.Duration) error {
		left := time.Until(begun.Add(elapsed))
		r.result.Late = max(r.result.Late, -left)
		return pause(r.ctx, left)
	}
}

// fromFirst is inRealTime from the first step on: what comes before may take its time.
func (r *run) fromFirst() func(time.Duration) error {
	var pacer func(time.Duration) error
	return func(elapsed time.Duration) error {
		if pacer == nil {
			pacer = r.inRealTime(time.Now().Add(-elapsed))
		}
		return pacer(elapsed)
	}
}

func newRun(ctx context.Context, s *Script, seed uint64, maker Maker) (*run, error) {
	town, err := plant.NewTown(plant.Config{Seed: seed, Start: s.start, Latitude: latitude, Longitude: longitude})
	if err != nil {
		return nil, err
	}
	hands, err := newHands()
	if err != nil {
		return nil, err
	}
	r := &run{
		hands: hands, letters: map[string]letter{},
		ctx: ctx, script: s, maker: maker, town: town, random: seeded(seed), offline: make([]bool, len(s.sites)), sees: func(*fact) bool { return true },
		result: Result{File: s.File, Seed: seed},
	}
	for _, site := range s.sites {
		h, err := newHouse(site, town, s.stats)
		if err != nil {
			return nil, site.refuse("%w", err)
		}
		h.bus = "127.0.0.1:502"
		r.houses = append(r.houses, h)
	}
	for _, h := range r.houses {
		h.street = r.houses
	}
	return r, nil
}

// play boots the gateways and does the statements one after another.
func (r *run) play() (err error) {
	state, err := os.MkdirTemp("", "scenario-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(state)) }()
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	r.ctx = ctx
	for _, h := range r.houses {
		h.state = filepath.Join(state, h.site.name)
		defer func() { err = errors.Join(err, h.end()) }()
		if err := h.opens(ctx); err != nil {
			return err
		}
		if err := h.boots(ctx, r.maker, r.hands.dispatcher); err != nil {
			return h.site.refuse("%w", err)
		}
	}
	for _, st := range r.script.steps {
		if err := st.act.do(r, st.line); err != nil {
			return err
		}
	}
	return nil
}

// pass lets d go by, or less where done says so after a step.
func (r *run) pass(d time.Duration, done func() bool) error {
	for end := r.elapsed + d; r.elapsed < end; {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if err := r.flow(); err != nil {
			return err
		}
		dt := min(r.script.step, end-r.elapsed)
		r.elapsed += dt
		r.town.Step(dt)
		for _, h := range r.houses {
			h.step(r.ctx, r.elapsed, dt)
		}
		r.watch()
		if r.pacer != nil {
			if err := r.pacer(r.elapsed); err != nil {
				return err
			}
		}
		if done != nil && done() {
			return nil
		}
	}
	return nil
}

// holdFrequency shifts the grid's frequency, now at whatever it wanders to, to
// f; it wanders on from there.
func (r *run) holdFrequency(f energy.Hertz) {
	r.shifted += f - r.town.Frequency()
	r.town.ShiftFrequency(r.shifted)
}

// judge notes one expectation.
func (r *run) judge(h *house, l line, expected, seen string, ok bool) {
	r.result.Checks++
	if !ok {
		r.fail(h, l, expected, seen)
		return
	}
	r.marks(l, true)
}

func (r *run) fail(h *house, l line, expected, seen string) {
	r.marks(l, false)
	r.result.Failures = append(r.result.Failures, Failure{
		File: l.file, Line: l.no, Home: h.site.name, At: r.elapsed, Expected: expected, Seen: seen,
	})
}

func (r *run) marks(l line, ok bool) {
	r.result.Marks = append(r.result.Marks, Mark{At: r.elapsed, Line: l.no, Text: l.text(), Held: ok})
}

func (r *run) finish(err error) (Result, error) {
	r.result.Simulated = r.elapsed
	r.result.Skipped = r.skipped
	for _, h := range r.houses {
		r.result.Homes = append(r.result.Homes, Course{Name: h.site.name, Points: h.trace.points})
	}
	if err == nil && r.result.Checks == 0 {
		err = fmt.Errorf("%s: none of its expectations can be seen in this run", r.script.File)
	}
	return r.result, err
}
