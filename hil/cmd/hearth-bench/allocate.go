package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split/splittest"
	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// allocation measures a target split over homes under five levels of limits: at
// first sight, with all of the homes to be told; as at the next tick, when each home
// has changed by a little; and again after one limit has changed. All is processor
// time of one thread, and what is split is there for every home in the end.
func allocation(ctx context.Context, o options) (bench.Figures, error) {
	passes := 9
	if o.short {
		passes = 3
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	few, err := splitStreets(ctx, 100_000, passes)
	if err != nil {
		return nil, err
	}
	many, err := splitStreets(ctx, 1_000_000, passes)
	if err != nil {
		return nil, err
	}
	trees := 20 * passes
	gap, err := gapToReference(ctx, trees)
	if err != nil {
		return nil, err
	}
	return bench.Figures{
		"ms_100k": few.told + few.first, "ms_1m": many.told + many.first, "ms_100k_telling": few.told, "ms_1m_telling": many.told,
		"ms_100k_next_tick": few.tick, "ms_1m_next_tick": many.tick, "ms_100k_warm": few.warm, "ms_1m_warm": many.warm,
		"warm_ratio": max(few.warm/few.first, many.warm/many.first), "limits_binding_1m": float64(many.binding),
		"worst_gap_to_reference": gap, "reference_trees": float64(trees),
	}, nil
}

// splitCost is of one split, in ms.
type splitCost struct {
	told, first, tick float64 // medians; telling of all homes is in the last, and not in first
	warm              float64 // that nine of ten do not exceed
	binding           int
}

func splitStreets(ctx context.Context, homes, passes int) (c splitCost, err error) {
	var told, first, tick, warm []float64
	for pass := range passes {
		if ctx.Err() != nil {
			return c, ctx.Err()
		}
		f, err := newStreets(homes, uint64(pass))
		if err != nil {
			return c, err
		}
		told, first = append(told, f.timed(f.tell)), append(first, f.timed(f.split))
		c.binding = f.binding()
		for range 20 {
			warm = append(warm, f.timed(f.narrow))
		}
		f.live()
		tick = append(tick, f.timed(f.tell)+f.timed(f.split))
		if err := f.check(); err != nil {
			return c, err
		}
	}
	c.told, _ = bench.Quantile(told, 0.5)
	c.first, _ = bench.Quantile(first, 0.5)
	c.tick, _ = bench.Quantile(tick, 0.5)
	c.warm, _ = bench.Quantile(warm, 0.9)
	return c, nil
}

// gapToReference returns the worst of random trees.
func gapToReference(ctx context.Context, trees int) (worst float64, err error) {
	for seed := range trees {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		p := splittest.Random(r, 1+r.IntN(24), 1+r.IntN(10))
		gap, err := gapOf(ctx, &p)
		if err != nil {
			return 0, fmt.Errorf("random tree %d: %w", seed, err)
		}
		worst = max(worst, gap)
	}
	return worst, nil
}

func gapOf(ctx context.Context, p *splittest.Problem) (float64, error) {
	s, err := split.New(p.Parents, p.At)
	if err != nil {
		return 0, err
	}
	side := func(d splittest.Side) split.Side {
		return split.Side{
			Most: energy.Watts(d.Most), Weight: energy.WattHours(d.Weight), Wear: split.Price(d.Wear), Own: energy.Watts(d.Own),
			Loss: split.Price(d.Loss), Present: energy.Watts(d.Present), Switch: split.Price(d.Switch),
		}
	}
	for i := range p.Up {
		s.Set(i, side(p.Up[i]), side(p.Down[i]))
	}
	for v, l := range p.Limits {
		if err := s.SetLimits(v, l); err != nil {
			return 0, err
		}
	}
	result := s.Solve(p.Target)
	return p.Gap(ctx, s.Shares(), result.Unmet)
}
