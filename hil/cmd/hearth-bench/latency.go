package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	changes, changesShort = 60, 10
	asked                 = energy.Watts(1500) // each way
	readyWithin           = 90 * time.Second
	changeWithin          = 20 * time.Second
	settled               = 300 * time.Millisecond // after a write, before the next change
)

// latency measures from a target's PUT to the write of the home's register.
// Cloud and gateway are processes of their own; the home is this one's.
func latency(ctx context.Context, o options) (f bench.Figures, err error) {
	n := changes
	if o.short {
		n = changesShort
	}
	err = inPlace(func(p place) error {
		r, err := newRig(p)
		if err != nil {
			return err
		}
		return r.run(ctx, func(ctx context.Context) error {
			took, err := r.latencies(ctx, n)
			f = r.figures(took)
			return err
		})
	})
	return f, err
}

func (r *rig) figures(took []time.Duration) bench.Figures {
	p50, _ := bench.Quantile(took, 0.5)
	p99, _ := bench.Quantile(took, 0.99)
	return bench.Figures{
		"order_to_register_s_p50": p50.Seconds(), "order_to_register_s_p99": p99.Seconds(),
		"tick_s": r.tick().Seconds(), "changes": float64(len(took)),
	}
}

// latencies makes n changes of the target, turning its sign each time. The
// first one, which also has to grant the home its lease, does not count.
func (r *rig) latencies(ctx context.Context, n int) ([]time.Duration, error) {
	if err := r.plant.await(ctx, asked, readyWithin); err != nil {
		return nil, err
	}
	jitter := rand.New(rand.NewPCG(1, 2))
	power := asked
	if _, err := r.change(ctx, power); err != nil {
		return nil, err
	}
	var took []time.Duration
	for range n {
		// A write ends a tick's pass, so a whole tick of jitter is needed for
		// changes to meet every phase of the gateway's ticks alike.
		if err := pause(ctx, settled+time.Duration(jitter.Int64N(int64(r.tick())))); err != nil {
			return nil, err
		}
		power = -power
		d, err := r.change(ctx, power)
		if err != nil {
			return nil, err
		}
		took = append(took, d)
	}
	return took, nil
}

// change asks for p and returns how long the battery's register took to
// follow: until a write nearer to p than to -p, the target before. The plant's
// slow feedback keeps writes from being p to the watt.
func (r *rig) change(ctx context.Context, p energy.Watts) (time.Duration, error) {
	seen := r.tap.Expect(func(w energy.Watts) bool { return (w - p).Abs() < (w + p).Abs() })
	begun := time.Now()
	if err := r.plant.put(ctx, p); err != nil {
		return 0, err
	}
	late := time.NewTimer(changeWithin)
	defer late.Stop()
	select {
	case at := <-seen:
		return at.Sub(begun), nil
	case <-late.C:
		return 0, fmt.Errorf("no register followed a target of %.0f W within %v", p, changeWithin)
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
