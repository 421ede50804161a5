package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// jitterTick is the shortest that a gateway takes: it gives most samples.
const jitterTick = 200 * time.Millisecond

// The first ticks of a series do not count: devices are still looked for. Those
// after them are left in peace, and say what the schedule is.
const firstTicks, calmTicks = 3, 8

// calmFor is how long nothing presses.
const calmFor = (firstTicks + calmTicks + 1) * jitterTick

// slack is how much earlier than its schedule a tick may seem.
const slack = 5 * time.Millisecond

// stamps are when something began, tick by tick.
type stamps []time.Time

// late returns how late each tick of the schedule was served until end: by the first
// that began at or after it. A tick that was left out is served by the next one, so that
// a standstill counts with all the ticks it took; one that nobody served counts with the
// time until end.
func (s stamps) late(tick time.Duration, end time.Time) []time.Duration {
	if len(s) <= firstTicks+calmTicks {
		return nil
	}
	base := s[firstTicks]
	for i, t := range s[firstTicks : firstTicks+calmTicks] {
		base = earliest(base, t.Add(-time.Duration(i)*tick))
	}
	var out []time.Duration
	next := firstTicks + calmTicks
	for due := base.Add(calmTicks * tick); due.Before(end); due = due.Add(tick) {
		for next < len(s) && s[next].Before(due.Add(-slack)) {
			next++
		}
		served := end
		if next < len(s) {
			served = s[next]
		}
		out = append(out, max(0, served.Sub(due)))
	}
	return out
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// doorbell notes when a gateway's pass reaches its first device: the meter,
// which comes before the others.
type doorbell struct {
	*device.Bank
	inside bool // the pass is past the meter
	stamps stamps
}

func (d *doorbell) ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	d.ring(unit)
	return d.Bank.ReadHolding(ctx, unit, address, into)
}

func (d *doorbell) ring(unit uint8) {
	meter := unit == device.MeterUnit
	if meter && (d.inside || len(d.stamps) == 0) {
		d.stamps = append(d.stamps, time.Now())
	}
	d.inside = !meter
}

// loopJitter runs whole gateways beside as many bare tickers in this process,
// while everything it can have is taken from it.
func loopJitter(ctx context.Context, x edgeExtent) (f bench.Figures, err error) {
	dir, err := os.MkdirTemp("", "hearth-jitter-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	bells, bare := make([]*doorbell, x.loops), make([]stamps, x.loops)
	ctx, stop := context.WithTimeout(ctx, calmFor+x.jitter)
	defer stop()
	group, ctx := errgroup.WithContext(ctx)
	for i := range x.loops {
		g, bell, err := jitterGateway(filepath.Join(dir, strconv.Itoa(i)))
		if err != nil {
			return nil, err
		}
		bells[i] = bell
		group.Go(func() error { return g.Run(ctx) })
		group.Go(func() error { bare[i] = bareTicks(ctx); return nil })
	}
	group.Go(func() error { press(ctx); return nil })
	<-ctx.Done()
	end := time.Now()
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return jitterFigures(bells, bare, end), nil
}

func jitterGateway(dir string) (*gateway.Gateway, *doorbell, error) {
	h, err := newTickHome()
	if err != nil {
		return nil, nil, err
	}
	c := gateway.Defaults()
	c.Site, c.StateDir, c.Tick = "bench", dir, config.Millis(jitterTick)
	c.Cloud = gateway.Cloud{MQTT: "127.0.0.1:1", Enroll: "http://127.0.0.1:1", ClaimFile: filepath.Join(dir, "claim")}
	c.Known = []gateway.Kind{{Maker: device.Maker, Model: "*", Version: "*"}}
	bell := &doorbell{Bank: h.bus.Bank}
	fields := []gateway.Field{{Registers: bell, Units: []uint8{device.MeterUnit, device.InverterUnit}}}
	g, err := gateway.New(c, fields, slog.New(slog.DiscardHandler))
	return g, bell, err
}

func bareTicks(ctx context.Context) (s stamps) {
	tick := time.NewTicker(jitterTick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return s
		case <-tick.C:
			s = append(s, time.Now())
		}
	}
}

// press leaves all in peace at first, then keeps every processor busy, and the garbage collector with it.
func press(ctx context.Context) {
	if pause(ctx, calmFor) != nil {
		return
	}
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			kept := make([][]*[64]byte, 64)
			for n := 0; ctx.Err() == nil; n++ {
				litter := make([]*[64]byte, 1024)
				for i := range litter {
					litter[i] = new([64]byte)
				}
				kept[n%len(kept)] = litter
			}
		})
	}
	all.Wait()
}

func jitterFigures(bells []*doorbell, bare []stamps, end time.Time) bench.Figures {
	var ours, theirs []time.Duration
	for i := range bells {
		ours = append(ours, bells[i].stamps.late(jitterTick, end)...)
		theirs = append(theirs, bare[i].late(jitterTick, end)...)
	}
	f := bench.Figures{"jitter_samples": float64(len(ours))}
	for name, q := range map[string]float64{"p50": 0.5, "p99": 0.99, "p999": 0.999} {
		o, _ := bench.Quantile(ours, energy.Ratio(q))
		b, _ := bench.Quantile(theirs, energy.Ratio(q))
		f["jitter_us_"+name], f["bare_jitter_us_"+name] = micros(o), micros(b)
		f["jitter_ratio_"+name] = float64(o) / float64(max(b, time.Microsecond))
	}
	f["jitter_us_most"], f["bare_jitter_us_most"] = micros(slices.Max(append(ours, 0))), micros(slices.Max(append(theirs, 0)))
	return f
}
