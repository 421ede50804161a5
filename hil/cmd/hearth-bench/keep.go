package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// writingCost makes the reports of list durable and hands them to a database,
// and returns the µs of each until that has accepted all.
func writingCost(ctx context.Context, list []message, database http.RoundTripper) (us float64, err error) {
	dir, err := os.MkdirTemp("", "hearth-bench-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	client, err := history.NewClient("http://database", database)
	if err != nil {
		return 0, err
	}
	w, err := history.NewWriter(history.DefaultConfig(dir), client, nothing{}, slog.New(slog.DiscardHandler))
	if err != nil {
		return 0, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return w.Run(ctx) })
	g.Go(func() (err error) {
		defer stop()
		us, err = steadyCost(list, func(list []message) error { return appendAll(ctx, w, list) })
		return err
	})
	err = g.Wait()
	return us, err
}

// appendAll returns once the database has accepted list.
func appendAll(ctx context.Context, w *history.Writer, list []message) error {
	want := w.Stats().Delivered + uint64(len(list)*readingsKept)
	for i := range list {
		b, err := wire.DecodeTelemetry(list[i].payload)
		if err != nil {
			return err
		}
		if err := untilTaken(ctx, func() error { return w.Take(&b, time.Now()) }); err != nil {
			return err
		}
	}
	for end := time.Now().Add(drainWithin); w.Stats().Delivered < want; {
		if time.Now().After(end) {
			return fmt.Errorf("the database took %d readings of %d within %v", w.Stats().Delivered, want, drainWithin)
		}
		if err := pause(ctx, pollEvery); err != nil {
			return err
		}
	}
	return nil
}

// untilTaken calls take until there is room.
func untilTaken(ctx context.Context, take func() error) error {
	for {
		err := take()
		if fault.KindOf(err) != fault.Busy {
			return err
		}
		if err := pause(ctx, pollEvery); err != nil {
			return err
		}
	}
}

// readingsKept is how many of a sample's readings history keeps: all its
// metrics but the approved power, which homes that only publish do not have.
const readingsKept = history.NumReadings - 1
