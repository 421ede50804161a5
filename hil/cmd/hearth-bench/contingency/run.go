package contingency

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	firstBoot = gateway.FirstBoot
	// arming is how long the cloud has to arm the fleet, from the homes' first word on.
	arming = time.Minute
)

// An evening in June.
var begins = time.Date(2026, 6, 1, 22, 0, 0, 0, time.UTC)

// run is a fleet under way.
type run struct {
	extent  *Extent
	town    *plant.Town
	homes   []*house
	cloud   *cloud
	elapsed time.Duration
	shifted energy.Hertz
	course  []energy.Hertz // true frequency in the event, each step
}

// Run arms the fleet, cuts the link, lets time go by and has the event happen.
func Run(ctx context.Context, x Extent) (Result, error) {
	r, err := newRun(&x)
	if err != nil {
		return Result{}, err
	}
	r.pass(ctx, arming/2, r.still, nil) // homes find their equipment and their balance
	for _, h := range r.homes {
		r.cloud.greet(h, true)
	}
	r.cloud.want(x.Service, r.town.Now().Add(longest))
	r.pass(ctx, arming, r.still, nil)
	armed := r.cloud.keeper.Counts()
	r.cloud.part()
	r.pass(ctx, x.Away, r.still, nil)
	from := r.elapsed
	r.pass(ctx, x.Event.Lasts, func() energy.Hertz { return x.Event.At(r.elapsed - from) }, r.note)
	switch {
	case ctx.Err() != nil:
		return Result{}, ctx.Err()
	case r.cloud.failed != nil:
		return Result{}, r.cloud.failed
	case armed.Armed != len(r.homes):
		return Result{}, fmt.Errorf("%d of %d homes tell that they are armed", armed.Armed, len(r.homes))
	}
	return r.judge()
}

func newRun(x *Extent) (*run, error) {
	town, err := plant.NewTown(plant.Config{Seed: x.Seed, Start: begins, Latitude: 48.1, Longitude: 11.6})
	if err != nil {
		return nil, err
	}
	signer, err := dispatchkey.New()
	if err != nil {
		return nil, err
	}
	r, random := &run{extent: x, town: town}, rand.New(rand.NewPCG(x.Seed, 1))
	for i := range x.Homes {
		h, err := newHouse(x, i, town, signer.Ring(), random)
		if err != nil {
			return nil, fmt.Errorf("home %d: %w", i, err)
		}
		r.homes = append(r.homes, h)
	}
	r.cloud = newCloud(r.homes, signer, town.Now)
	return r, nil
}

func (r *run) still() energy.Hertz { return nominal }

// pass lets d go by at a frequency.
func (r *run) pass(ctx context.Context, d time.Duration, frequency func() energy.Hertz, each func()) {
	for end := r.elapsed + d; r.elapsed < end && ctx.Err() == nil; {
		r.elapsed += step
		r.shifted += frequency() - r.town.Frequency()
		r.town.ShiftFrequency(r.shifted)
		r.town.Step(step)
		for _, h := range r.homes {
			h.bank.Tick(r.town.Now())
			if h.pass(ctx, r.elapsed, r.extent.tick()) {
				r.cloud.hear(h)
			}
		}
		if r.elapsed%time.Second == 0 {
			r.cloud.keeper.Tick(r.town.Now())
		}
		if each != nil {
			each()
		}
	}
}

// note records the truth.
func (r *run) note() {
	r.course = append(r.course, r.town.Frequency())
	for _, h := range r.homes {
		h.course = append(h.course, h.home.State().Battery)
	}
}
