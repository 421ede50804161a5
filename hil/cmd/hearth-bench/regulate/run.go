package regulate

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Result is what came of it.
type Result struct {
	Score    score.Hour
	Assigned energy.Watts
	RMS      energy.Ratio // error over target, root mean squares of what was scored
	Counts
	Out     map[string]int // homes left out or probed at the end, by why
	Misfits int            // homes that did not follow
	Found   int            // of those, left out or probed at the end
	Wronged int            // homes likewise that follow and are not silent
}

// world is everything of one run.
type world struct {
	extent   *Extent
	street   *street
	air      *air
	plant    *dispatch.Plant
	assigned energy.Watts
	wanted   energy.Watts
	course   course
}

// Run simulates x.
func Run(ctx context.Context, x Extent) (Result, error) {
	w, err := newWorld(&x)
	if err != nil {
		return Result{}, err
	}
	end := start.Add(x.Score + tail)
	for w.street.town.Now().Before(end) {
		if ctx.Err() != nil {
			return Result{}, ctx.Err()
		}
		if err := w.step(); err != nil {
			return Result{}, err
		}
	}
	hour, err := w.course.score(w.assigned)
	r := Result{Score: hour, Assigned: w.assigned, RMS: w.course.rms(), Counts: w.air.counts, Out: w.plant.Status().Unfollowing}
	w.tally(&r)
	return r, err
}

// tally compares whom the plant left out with who does not follow.
func (w *world) tally(r *Result) {
	out := w.plant.Unfollowing()
	for _, h := range w.street.houses {
		_, left := out[h.site]
		misfit := h.manner != follows
		if misfit {
			r.Misfits++
		}
		switch {
		case left && misfit:
			r.Found++
		case left && h.silent.IsZero():
			r.Wronged++
		}
	}
}

func newWorld(x *Extent) (*world, error) {
	s, bySite, err := newStreet(x)
	if err != nil {
		return nil, err
	}
	key, err := dispatchkey.New()
	if err != nil {
		return nil, err
	}
	w := &world{
		extent: x, street: s, assigned: assigned * s.rating(),
		air: &air{network: network{x}, trusted: key.Ring(), bySite: bySite},
	}
	c := dispatch.DefaultConfig(plantID)
	c.Lease = x.Lease
	w.plant, err = dispatch.New(c, s, w.air, key, s.town.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
	return w, err
}

// step is half a second.
func (w *world) step() error {
	w.street.town.Step(step)
	now := w.street.town.Now()
	w.air.now = now
	half := int(now.Sub(start)/step) & 1
	for i := half; i < len(w.street.houses); i += 2 {
		if err := w.street.houses[i].act(w.air, now); err != nil {
			return err
		}
	}
	if err := w.air.arrived(now, w.plant.Answer); err != nil {
		return err
	}
	if now.Sub(start)%tick != 0 {
		return nil
	}
	if err := w.ask(now); err != nil {
		return err
	}
	w.plant.Tick(now)
	w.air.counts.Ticks++
	w.course.note(now, w.wanted, w.street.truth(), w.extent.Score)
	return nil
}

// ask sets the target: the signal's newest sample.
func (w *world) ask(now time.Time) error {
	since := now.Sub(start)
	w.wanted = energy.Watts(w.extent.Signal.Level(since-((since%cadence)+cadence)%cadence)) * w.assigned
	return w.plant.SetTarget(dispatch.Target{Power: w.wanted, Capacity: w.assigned, Until: now.Add(time.Minute)})
}
