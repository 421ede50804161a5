package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/server"
	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/world"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const plantID energy.PlantID = "demo"

// rig is one home served over Modbus TCP, its gateway, and a cloud, all in this
// process and each as it is in the field.
type rig struct {
	dir   string // removed at the end
	cloud server.Config
	gate  gateway.Config
	world *world.World
	wire  net.Listener // the home's Modbus
	tap   *bench.Tap
	plant plantFace
	log   *slog.Logger
}

func newRig() (*rig, error) {
	// A fixed noon, so that every run has the same home.
	w, err := world.New(world.Config{Seed: 1, Homes: 1, Start: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), Step: 100 * time.Millisecond, Speed: 1})
	if err != nil {
		return nil, err
	}
	r := &rig{world: w, log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))}
	if r.tap, err = bench.Watch(w.Bank(0)); err != nil {
		return nil, err
	}
	if r.dir, err = os.MkdirTemp("", "hearth-bench-"); err != nil {
		return nil, err
	}
	if err := r.place(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(r.dir))
	}
	return r, nil
}

// place gives everyone an address and a folder.
func (r *rig) place() (err error) {
	if r.cloud, err = cloudIn(r.dir); err != nil {
		return err
	}
	if r.wire, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return err
	}
	c := gateway.Defaults()
	c.Site, c.StateDir = "home-0001", filepath.Join(r.dir, "home-0001")
	c.Cloud = gateway.Cloud{MQTT: r.cloud.MQTT, Enroll: "http://" + r.cloud.HTTP, ClaimFile: filepath.Join(r.cloud.StateDir, "claim")}
	c.Buses = []gateway.Bus{{TCP: r.wire.Addr().String(), Units: []int{int(device.InverterUnit), int(device.StorageUnit), int(device.MeterUnit)}}}
	r.gate, r.plant = c, newPlantFace("http://"+r.cloud.HTTP, plantID)
	return errors.Join(r.cloud.Validate(), c.Validate())
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

func (r *rig) tick() time.Duration { return r.gate.Tick.Duration() }

// run starts everything, calls measure, and ends everything.
func (r *rig) run(ctx context.Context, measure func(context.Context) error) (err error) {
	defer func() { err = errors.Join(err, os.RemoveAll(r.dir)) }()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return server.Run(ctx, r.cloud, r.log) })
	g.Go(func() error { return device.ServeTCP(ctx, r.wire, r.world.Bank(0)) })
	g.Go(func() error { return r.world.Run(ctx, func(world.Truth) {}) })
	g.Go(func() error { return r.gateway(ctx) })
	g.Go(func() error {
		defer stop()
		return measure(ctx)
	})
	return g.Wait()
}

// gateway starts once the cloud is up, as the claim it enrols with is the
// cloud's to make.
func (r *rig) gateway(ctx context.Context) error {
	if err := r.plant.await(ctx, 0, readyWithin); err != nil {
		return err
	}
	fields, err := gateway.Fields(r.gate, r.log)
	if err != nil {
		return err
	}
	g, err := gateway.New(r.gate, fields, r.log)
	if err != nil {
		return err
	}
	return g.Run(ctx)
}
