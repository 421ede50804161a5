package demo

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// watch joins what the cloud says with what the simulator knows.
type watch struct {
	plant    *plant
	operator *Operator
	screen   *Screen
	started  time.Time

	// tick's alone.
	truth   energy.Watts
	told    time.Time // when truth was
	score   Score
	scoring bool
	last    *View    // whose messages rate counts from
	rate    *float64 // messages per second; nil: not known

	mu     sync.Mutex
	newest *View // guarded by mu; nil: the cloud says nothing
}

func (w *watch) view() *View {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.newest
}

func (w *watch) see(v *View) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.newest = v
}

// offered is what the plant can do both ways, and nothing before its homes are
// there: an assignment on a few of them would move the few.
func (w *watch) offered() energy.Watts {
	v := w.view()
	if !w.complete(v) {
		return 0
	}
	return min(v.Capability.UpW, v.Capability.DownW)
}

func (w *watch) complete(v *View) bool {
	expected := w.plant.options.Homes + w.plant.options.Gateways
	return v != nil && 100*v.Coverage.Reporting >= 95*expected
}

func (w *watch) run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, part := range w.plant.parts {
		g.Go(func() error { return part.keep(ctx) })
	}
	g.Go(func() error { return w.listen(ctx, w.operator.url) })
	g.Go(func() error { return w.operator.Run(ctx, w.offered) })
	g.Go(func() error { return w.tick(ctx) })
	return g.Wait()
}

// listen follows the plant's events, again and again while the cloud is away.
func (w *watch) listen(ctx context.Context, url string) error {
	for ctx.Err() == nil {
		_ = follow(ctx, url, func(v View) { w.see(&v) })
		if ctx.Err() == nil {
			w.see(nil) // the cloud is away: what it said last is not true of now
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
	return nil
}

// tick shows and scores each second.
func (w *watch) tick(ctx context.Context) error {
	ticks := time.NewTicker(time.Second)
	defer ticks.Stop()
	for n := 0; ; {
		select {
		case <-ctx.Done():
			return nil
		case t := <-w.plant.truth:
			w.truth, w.told = t.BatteryW, time.Now()
		case now := <-ticks.C:
			w.second(n, now)
			n++
		}
	}
}

func (w *watch) second(n int, now time.Time) {
	v, truth := w.view(), w.known(now)
	w.judge(v, truth)
	w.screen.Show(n, Status{Cloud: v, Running: now.Sub(w.started), Truth: truth, PerSecond: w.count(v)})
}

// known is the truth while the simulator tells it.
func (w *watch) known(now time.Time) *energy.Watts {
	if w.told.IsZero() || now.Sub(w.told) > 3*time.Second {
		return nil
	}
	truth := w.truth
	return &truth
}

// count returns the messages per second between the last two views of the
// cloud, nil where one of the two is not known or it has begun to count anew.
func (w *watch) count(v *View) *float64 {
	switch before := w.last; {
	case v == nil || before == nil || v.Telemetry.Messages < before.Telemetry.Messages:
		w.rate = nil
	case v.GeneratedAt.After(before.GeneratedAt):
		rate := float64(v.Telemetry.Messages-before.Telemetry.Messages) / v.GeneratedAt.Sub(before.GeneratedAt).Seconds()
		w.rate = &rate
	}
	w.last = v
	return w.rate
}

// judge scores each second from the first in which the plant was asked for
// something and its homes were there to deliver it: before that there is no
// plant to judge, and after that every outage counts. What flowed is judged by what
// was asked when it did, for a second later that is another target.
func (w *watch) judge(v *View, truth *energy.Watts) {
	target, asked := w.operator.Asked(w.told)
	w.scoring = w.scoring || asked && v != nil && v.Target != nil && w.complete(v)
	if w.scoring && truth != nil {
		w.score.Add(target, *truth)
	}
}
