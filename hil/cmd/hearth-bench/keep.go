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

// keeping is history with a database, and what of its work is waited for.
type keeping struct {
	database http.RoundTripper
	done     func(history.Stats) (samples uint64)
	rest     time.Duration // after which nothing is left to do of what was put off
}

// journalled is all that comes before the database, which takes nothing.
func journalled() keeping {
	return keeping{database: away{}, done: func(s history.Stats) uint64 { return s.Stored }}
}

// delivered is all of it.
func delivered(to http.RoundTripper, rest time.Duration) keeping {
	return keeping{database: to, done: func(s history.Stats) uint64 { return s.Delivered / uint64(readingsKept) }, rest: rest}
}

// cost returns the µs of each sample of list, less what the process takes at rest.
func (k keeping) cost(ctx context.Context, list []message) (us float64, err error) {
	dir, err := os.MkdirTemp("", "hearth-bench-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	client, err := history.NewClient("http://database", k.database)
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
		us, err = k.costOf(ctx, w, list)
		return err
	})
	err = g.Wait()
	return us, err
}

func (k keeping) costOf(ctx context.Context, w *history.Writer, list []message) (us float64, err error) {
	us, err = steadyCost(list, func(list []message) error {
		return errors.Join(k.append(ctx, w, list), pause(ctx, k.rest))
	})
	if err != nil {
		return 0, err
	}
	idle, err := costOf(len(list)-warmOf(list), func() error { return pause(ctx, k.rest) })
	return us - idle, err
}

// append returns once list is done.
func (k keeping) append(ctx context.Context, w *history.Writer, list []message) error {
	want := k.done(w.Stats()) + uint64(len(list))
	for i := range list {
		b, err := wire.DecodeTelemetry(list[i].payload)
		if err != nil {
			return err
		}
		if err := untilTaken(ctx, func() error { return w.Take(&b, time.Now()) }); err != nil {
			return err
		}
	}
	for end := time.Now().Add(drainWithin); k.done(w.Stats()) < want; {
		if time.Now().After(end) {
			return fmt.Errorf("history has done %d samples of %d within %v", k.done(w.Stats()), want, drainWithin)
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
