package main

import (
	"context"
	"net"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/child"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/world"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const plantID energy.PlantID = "demo"

// rig is one home served over Modbus TCP by this process, its gateway, and a
// cloud, each of these two in a process of its own as they are in the field.
type rig struct {
	place
	world *world.World
	wire  net.Listener // the home's Modbus
	tap   *bench.Tap
	plant plantFace
}

func newRig(p place) (*rig, error) {
	// A fixed noon, so that every run has the same home.
	w, err := world.New(world.Config{Seed: 1, Homes: 1, Start: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), Step: 100 * time.Millisecond, Speed: 1})
	if err != nil {
		return nil, err
	}
	tap, err := bench.Watch(w.Bank(0))
	if err != nil {
		return nil, err
	}
	wire, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p.Modbus = wire.Addr().String()
	return &rig{place: p, world: w, wire: wire, tap: tap, plant: newPlantFace("http://"+p.HTTP, plantID)}, nil
}

// freePorts returns n addresses that were free a moment ago.
func freePorts(n int) ([]string, error) {
	var list []string
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // all stay taken until all are known, so that no two are the same
		list = append(list, l.Addr().String())
	}
	return list, nil
}

func (r *rig) tick() time.Duration { return r.gateway().Tick.Duration() }

// run starts everything, calls measure, and ends everything. The gateway starts
// once the cloud is up, as the claim it enrols with is the cloud's to make.
func (r *rig) run(ctx context.Context, measure func(context.Context) error) error {
	return r.beside(ctx, func(ctx context.Context) error {
		return with(ctx, "gateway", r.place, func(ctx context.Context, _ *child.Child) error { return measure(ctx) })
	})
}

// beside starts the home and the cloud, calls do once the cloud is up, and ends
// both.
func (r *rig) beside(ctx context.Context, do func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return device.ServeTCP(ctx, r.wire, r.world.Bank(0)) })
	g.Go(func() error { return r.world.Run(ctx, func(world.Truth) {}) })
	g.Go(func() error {
		defer stop()
		return with(ctx, "cloud", r.place, func(ctx context.Context, _ *child.Child) error {
			if err := r.plant.await(ctx, 0, readyWithin); err != nil {
				return err
			}
			return do(ctx)
		})
	})
	return g.Wait()
}
