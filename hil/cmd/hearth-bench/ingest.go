package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/server"
	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// ingest measures how many samples a second the cloud makes durable, against
// how many a bare broker hands to a consumer that only counts. Both take the
// same messages, one sample each, from the same homes over mutual TLS. The bare
// broker is measured before and, with the cloud stopped, after, for a machine
// whose speed drifts. Durable is in the journal: the database follows behind.
func ingest(ctx context.Context, o options) (f bench.Figures, err error) {
	dir, err := os.MkdirTemp("", "hearth-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c, err := cloudIn(dir)
	if err != nil {
		return nil, err
	}
	var homes []home
	var before, cloud float64
	err = during(ctx, c, func(ctx context.Context) (err error) {
		if homes, err = letIn(ctx, c, dir); err != nil {
			return err
		}
		if before, err = bare(ctx, c.StateDir, homes, spanOf(o)/2); err != nil {
			return fmt.Errorf("bare broker: %w", err)
		}
		plant := newPlantFace("http://"+c.HTTP, plantID)
		cloud, err = drive(ctx, c.MQTT, homes, func() (uint64, error) { return plant.stored(ctx) }, spanOf(o))
		return err
	})
	if err != nil {
		return nil, err
	}
	after, err := bare(ctx, c.StateDir, homes, spanOf(o)/2)
	if err != nil {
		return nil, fmt.Errorf("bare broker: %w", err)
	}
	whole := (before + after) / 2
	return bench.Figures{
		"samples_per_s": cloud, "bare_broker_per_s": whole, "ratio": cloud / whole, "homes": float64(len(homes)),
		"bare_broker_per_s_before": before, "bare_broker_per_s_after": after,
	}, nil
}

// during runs a cloud while measure runs.
func during(ctx context.Context, c server.Config, measure func(context.Context) error) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return server.Run(ctx, c, log) })
	g.Go(func() error {
		defer stop()
		return measure(ctx)
	})
	return g.Wait()
}

// letIn enrols the homes once the cloud is up.
func letIn(ctx context.Context, c server.Config, dir string) ([]home, error) {
	if err := newPlantFace("http://"+c.HTTP, plantID).await(ctx, 0, readyWithin); err != nil {
		return nil, err
	}
	return enrolAll(ctx, c, dir)
}

func spanOf(o options) time.Duration {
	if o.short {
		return 3 * time.Second
	}
	return 15 * time.Second
}

// cloudIn is a cloud with its state under dir, on free ports.
func cloudIn(dir string) (server.Config, error) {
	ports, err := freePorts(2)
	if err != nil {
		return server.Config{}, err
	}
	return server.Config{
		StateDir: filepath.Join(dir, "cloud"), HTTP: ports[0], MQTT: ports[1], Enroll: server.Enroll{JoinPlant: string(plantID)},
	}, nil
}

// homes is how many sessions carry the load: many more than there are cores.
const homes = 16

func siteOf(i int) energy.SiteID { return energy.SiteID(fmt.Sprintf("home-%04d", i+1)) }
