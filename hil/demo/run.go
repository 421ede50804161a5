package demo

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Run starts the plant, follows it until ctx ends or the time asked for is
// over, stops it and reports. An error says that it did not start; what went
// wrong later is in the report.
func Run(ctx context.Context, o Options, levels Levels, screen *Screen, log *slog.Logger) (Report, error) {
	if err := o.Preflight(); err != nil {
		return Report{}, err
	}
	p, err := o.up(ctx)
	if err != nil {
		return Report{}, err
	}
	operator := &Operator{url: o.url() + "/api/v1/plants/" + string(PlantID), levels: levels, log: log}
	w := &watch{plant: p, operator: operator, screen: screen, started: time.Now()}
	if o.For > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.For)
		defer cancel()
	}
	err = w.run(ctx)
	report := newReport(o.Homes+o.Gateways, w.view(), w.truth, w.score)
	report.Gateways.Processes, report.Gateways.RSSBytesMax = p.gateways()
	for _, e := range append([]error{err}, p.down()...) {
		if e != nil {
			report.Errors = append(report.Errors, e.Error())
		}
	}
	return report, nil
}

// watch joins what the cloud says with what the simulator knows.
type watch struct {
	plant    *plant
	operator *Operator
	screen   *Screen
	started  time.Time

	truth energy.Watts // written by run's own goroutine only
	score Score
	last  uint64 // messages a second ago

	mu     sync.Mutex
	newest View // guarded by mu
}

func (w *watch) view() View {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.newest
}

func (w *watch) see(v View) {
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

func (w *watch) complete(v View) bool {
	expected := w.plant.options.Homes + w.plant.options.Gateways
	return 100*v.Coverage.Reporting >= 95*expected
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
		_ = follow(ctx, url, w.see)
		if ctx.Err() == nil {
			w.see(View{}) // the cloud is away: what it said last is not true of now
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
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return nil
		case t := <-w.plant.truth:
			w.truth = t.BatteryW
		}
		v := w.view()
		w.judge(v)
		w.screen.Show(n, Status{View: v, Running: time.Since(w.started), Truth: w.truth, PerSecond: float64(v.Telemetry.Messages - w.last)})
		w.last = v.Telemetry.Messages
	}
}

// judge scores a second in which the plant was asked for something and its
// homes were there to deliver it: before that there is no plant to judge.
func (w *watch) judge(v View) {
	if target, ok := w.operator.Asked(); ok && v.Target != nil && w.complete(v) {
		w.score.Add(target, w.truth)
	}
}
