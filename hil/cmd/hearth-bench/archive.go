package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/hil/world"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// dayOf is how much of a day of how many homes history measures.
type dayOf struct {
	homes int
	span  time.Duration
}

// archive measures what it costs to keep a day of homes that tell every second:
// of simulated ones, whose loads and skies are fitted to recordings, and of such
// that play recordings, where those are found.
func archive(ctx context.Context, o options) (bench.Figures, error) {
	d := dayOf{homes: 20, span: day}
	if o.short {
		d = dayOf{homes: 5, span: 6 * time.Hour}
	}
	f := bench.Figures{"homes": float64(d.homes), "hours": d.span.Hours()}
	if err := d.measure(ctx, recordings{}, "", f); err != nil {
		return nil, err
	}
	r, err := loadRecordings(filepath.Join("..", "shared", "data"))
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	return f, d.measure(ctx, r, "_recorded", f)
}

// recordings are played in place of what is simulated, where there are any.
type recordings struct {
	homes plant.Profiles // minutes
	grid  grid           // seconds
}

func loadRecordings(root string) (r recordings, err error) {
	for _, dir := range []string{"household_1min_uci", "pv_1min_nrel"} {
		p, err := plant.LoadProfiles(filepath.Join(root, dir))
		if err != nil {
			return r, err
		}
		r.homes.Load, r.homes.PV = append(r.homes.Load, p.Load...), append(r.homes.PV, p.PV...)
	}
	r.grid, err = loadGrid(root)
	return r, err
}

// measure adds the figures of one day, by names that end in of.
func (d dayOf) measure(ctx context.Context, r recordings, of string, f bench.Figures) (err error) {
	dir, err := os.MkdirTemp("", "hearth-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	start := time.Now().UTC().Truncate(day).Add(-day)
	w, err := world.New(world.Config{Seed: 1, Homes: d.homes, Start: start, Step: time.Second, Speed: 1, Profiles: r.homes})
	if err != nil {
		return err
	}
	database := filepath.Join(dir, "database")
	spent, err := d.write(ctx, w, r.grid, filepath.Join(dir, "journal"), database)
	if err != nil {
		return err
	}
	bytes, err := sizeOf(database)
	if err != nil {
		return err
	}
	n := float64(spent.samples)
	f["samples"+of], f["samples_per_s"+of], f["cpu_us_per_sample"+of] = n, n/spent.clock.Seconds(), micros(spent.cpu)/n
	f["bytes_per_sample"+of], f["bytes_per_home_day"+of] = float64(bytes)/n, float64(bytes)/float64(d.homes)*float64(day)/float64(d.span)
	return nil
}

// spending is what it took to make samples durable and to have the database
// accept them.
type spending struct {
	samples    uint64
	clock, cpu time.Duration
}

// write keeps the day of w, and closes the database.
func (d dayOf) write(ctx context.Context, w *world.World, g grid, journal, database string) (s spending, err error) {
	e, err := history.OpenEmbedded(history.DefaultEmbedded(database))
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	client, err := history.NewClient("http://database", e)
	if err != nil {
		return s, err
	}
	cfg := history.DefaultConfig(journal)
	cfg.BatchWait, cfg.ShipWait = pollEvery, pollEvery // no more comes at the end of a stretch
	writer, err := history.NewWriter(cfg, client, nothing{}, slog.New(slog.DiscardHandler))
	if err != nil {
		return s, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error { return writer.Run(ctx) })
	both.Go(func() (err error) {
		defer stop()
		s, err = d.live(ctx, w, g, writer)
		return err
	})
	err = both.Wait()
	return s, err
}

// live has the homes live the day, an hour at a time, and keeps each stretch
// when it has passed: the simulation is not in what is measured.
func (d dayOf) live(ctx context.Context, w *world.World, g grid, writer *history.Writer) (s spending, err error) {
	const stretch = time.Hour
	seq := uint64(1)
	for past := time.Duration(0); past < d.span && ctx.Err() == nil; past += stretch {
		batches := d.stretch(w, g, stretch, seq)
		seq += uint64(stretch / time.Second)
		runtime.GC()
		begun := time.Now()
		cpu, err := bench.CPU(0)
		if err != nil {
			return s, err
		}
		if err := keepAll(ctx, writer, batches); err != nil {
			return s, err
		}
		after, err := bench.CPU(0)
		if err != nil {
			return s, err
		}
		s.clock, s.cpu = s.clock+time.Since(begun), s.cpu+after-cpu
	}
	s.samples = writer.Stats().Delivered
	return s, ctx.Err()
}

// stretch returns what all homes say in the next span, a second of all of them
// after another.
func (d dayOf) stretch(w *world.World, g grid, span time.Duration, seq uint64) []wire.Batch {
	var list []wire.Batch
	for range span / time.Second {
		w.Advance()
		for i := range d.homes {
			state := w.Home(i).State()
			if len(g) > 0 {
				now := g.at(i, int(seq))
				state.Frequency, state.Voltage = now.frequency, now.voltage
			}
			list = append(list, wire.Batch{
				Site: siteOf(i), Boot: 1, Oldest: 1, Moment: energy.Moment{1},
				Reports: []energy.Report{{Seq: seq, Snapshot: read(&state)}},
			})
		}
		seq++
	}
	return list
}

// read returns a home as its registers tell it, in their steps.
func read(s *plant.State) energy.Snapshot {
	at := s.At
	w := func(p energy.Watts) energy.Reading[energy.Watts] {
		return energy.Read(energy.Watts(stepped(float64(p), 1)), at)
	}
	return energy.Snapshot{
		At: at, Grid: w(s.Grid), Inverter: w(s.Inverter), Battery: w(s.Battery), PV: w(s.PV), Load: w(s.Load),
		SoC: energy.Read(energy.Ratio(stepped(float64(s.SoC), 1000)), at), Temperature: energy.Read(energy.Celsius(stepped(float64(s.Temperature), 10)), at),
		Voltage: energy.Read(energy.Volts(stepped(float64(s.Voltage), 10)), at), Frequency: energy.Read(energy.Hertz(stepped(float64(s.Frequency), 1000)), at),
	}
}

func stepped(v, perUnit float64) float64 { return math.Round(v*perUnit) / perUnit }

// keepAll returns once the database has accepted batches.
func keepAll(ctx context.Context, w *history.Writer, batches []wire.Batch) error {
	for i := range batches {
		b := &batches[i]
		received := b.Reports[len(b.Reports)-1].Snapshot.At
		if err := untilTaken(ctx, func() error { return w.Take(b, received) }); err != nil {
			return err
		}
	}
	for end := time.Now().Add(drainWithin); ; {
		s := w.State()
		if s.Undelivered == 0 && s.Waiting == 0 && w.Stats().Stored == w.Stats().Appended {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("the database is %d bytes behind after %v", s.Undelivered, drainWithin)
		}
		if err := pause(ctx, time.Millisecond); err != nil {
			return err
		}
	}
}

func sizeOf(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}
