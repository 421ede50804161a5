package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/cmd/hearth-bench/regulate"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/hil/signal"
)

// replays are what a regulation is of; where none is named it is synthetic.
type replays struct {
	signal   string   // file
	profiles []string // directories, of load and PV
}

// regulation measures how a plant follows the grid operator's signal, in virtual time:
// once as it is, and once with nothing that is measured.
func regulation(ctx context.Context, o options) (bench.Figures, error) {
	homes, during := 10_000, 40*time.Minute
	if o.short {
		homes, during = 1000, 10*time.Minute
	}
	x, err := o.replays.extent(homes, during)
	if err != nil {
		return nil, err
	}
	blind := x
	blind.Blind = true
	var closed, open regulate.Result
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() (err error) { closed, err = regulate.Run(ctx, x); return err })
	both.Go(func() (err error) { open, err = regulate.Run(ctx, blind); return err })
	if err := both.Wait(); err != nil {
		return nil, err
	}
	if closed.Score.Scored == 0 || open.Score.Scored == 0 {
		return nil, fmt.Errorf("nothing of the signal can be scored")
	}
	return regulationFigures(x, closed, open), nil
}

func (r replays) extent(homes int, during time.Duration) (regulate.Extent, error) {
	s := signal.Synthetic(1)
	if r.signal != "" {
		var err error
		if s, err = signal.Open(r.signal); err != nil {
			return regulate.Extent{}, err
		}
	}
	var all plant.Profiles
	for _, dir := range r.profiles {
		p, err := plant.LoadProfiles(dir)
		if err != nil {
			return regulate.Extent{}, err
		}
		all.Load, all.PV = append(all.Load, p.Load...), append(all.PV, p.PV...)
	}
	return regulate.Contract(homes, during, s, all), nil
}

func regulationFigures(x regulate.Extent, closed, open regulate.Result) bench.Figures {
	out := bench.Parts{}
	for kind, n := range closed.Out {
		out[kind] = float64(n)
	}
	return bench.Figures{
		"pjm_score": float64(closed.Score.Total), "accuracy": float64(closed.Score.Correlation),
		"delay": float64(closed.Score.Delay), "precision": float64(closed.Score.Precision),
		"score_without_feedback": float64(open.Score.Total), "precision_without_feedback": float64(open.Score.Precision),
		"rms_error_ratio": float64(closed.RMS), "rms_error_ratio_without_feedback": float64(open.RMS),
		"intervals_scored": float64(closed.Score.Scored), "homes": float64(x.Homes), "assigned_w": float64(closed.Assigned),
		"publishes_per_tick": float64(closed.Signals) / float64(closed.Ticks), "ticks": float64(closed.Ticks),
		"signals_published": float64(closed.Signals), "orders_published": float64(closed.Orders),
		"orders_per_home_per_min": float64(closed.Orders) / float64(x.Homes) / (float64(closed.Ticks) / 60),
		"order_bytes_mean":        float64(closed.OrderBytes) / float64(max(closed.Orders, 1)),
		"left_out":                out, "misfits": float64(closed.Misfits), "misfits_left_out": float64(closed.Found), "followers_left_out": float64(closed.Wronged), "lease_s": x.Lease.Seconds(), "recordings": float64(len(x.Profiles.Load) + len(x.Profiles.PV)),
	}
}
