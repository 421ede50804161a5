package server

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// tickWait is how long a plant may go without a tick before the process says
// that it is not ready: as long as a home may be left before it is on its own.
const tickWait = 5 * time.Second

// phases say which of the rooms that others depend on are at work.
type phases struct {
	accepting, storing atomic.Bool
}

// during sets at for as long as run runs.
func during(at *atomic.Bool, run func() error) error {
	at.Store(true)
	defer at.Store(false)
	return run()
}

// ready tells what in this process does not work. What is shared with others,
// such as the homes' links, never makes it fail: every replica would leave at
// once, and none would serve what still can be served.
func (r *road) ready(now time.Time) error {
	ticks := map[energy.PlantID]time.Time{}
	for id, p := range r.plants.all() {
		ticks[id] = p.Status().At
	}
	return unready(r.phases.accepting.Load(), r.phases.storing.Load(), r.estimates.passed(), ticks, now)
}

func unready(accepting, storing bool, passed time.Time, ticks map[energy.PlantID]time.Time, now time.Time) error {
	var not []string
	if !accepting {
		not = append(not, "broker: does not accept homes")
	}
	if !storing {
		not = append(not, "history: does not store")
	}
	if age := now.Sub(passed); age > tickWait {
		not = append(not, fmt.Sprintf("estimates: last made %v ago", age.Round(100*time.Millisecond)))
	}
	for id, at := range ticks {
		switch age := now.Sub(at); {
		case at.IsZero():
			not = append(not, fmt.Sprintf("dispatch of %s: has not ticked yet", id))
		case age > tickWait:
			not = append(not, fmt.Sprintf("dispatch of %s: last ticked %v ago", id, age.Round(100*time.Millisecond)))
		}
	}
	if len(not) == 0 {
		return nil
	}
	slices.Sort(not)
	return errors.New(strings.Join(not, "; "))
}

// awaitReady waits until all works, and names what does not as the step of the
// start-up.
func (r *road) awaitReady(ctx context.Context, announce func()) error {
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		err := r.ready(time.Now())
		if err == nil {
			announce()
			process.Ready(ctx)
			return nil
		}
		process.Step(ctx, "become ready: "+err.Error())
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
		}
	}
}
