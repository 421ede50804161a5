package soak

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Run lives through c, as many homes side by side as there are processors. The
// error says why a home could not be lived to its end; breaches are in the
// Report.
func Run(ctx context.Context, c Config) (Report, error) {
	if err := c.validate(); err != nil {
		return Report{}, &fault.Error{Op: "soak", Kind: fault.Invalid, Err: err}
	}
	// What lives long is small here, and what does not is much: by default the collector
	// would run every few thousand ticks, to find nothing.
	defer debug.SetGCPercent(debug.SetGCPercent(800))
	begun := time.Now()
	first, end := c.part()
	courses := make([]Course, end-first)
	progress := newProgress(c, begun)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range courses {
		group.Go(func() (err error) {
			courses[i], err = live(ctx, c, first+i, progress)
			return err
		})
	}
	err := group.Wait()
	r := Report{Config: c, Wall: time.Since(begun), first: first}
	for _, course := range courses {
		r.add(course)
	}
	return r, err
}

// live lives through one home.
func live(ctx context.Context, c Config, index int, p *progress) (course Course, err error) {
	h, err := newHome(c, index)
	if err != nil {
		return Course{}, fmt.Errorf("home %d: %w", index, err)
	}
	defer func() { err = errors.Join(err, h.kill()) }()
	if err := h.boot(ctx); err != nil {
		return Course{}, fmt.Errorf("home %d: %w", index, err)
	}
	for h.elapsed < c.For {
		if err := ctx.Err(); err != nil {
			return h.course, err
		}
		if err := h.second(ctx); err != nil {
			return h.course, fmt.Errorf("home %d at %v: %w", index, h.elapsed, err)
		}
		p.ticked(h)
	}
	h.course.Digest = h.digest()
	p.ended(h)
	return h.course, nil
}
