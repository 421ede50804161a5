package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/cloud/server"
	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/child"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"time"
)

// place is where the processes of a bench are found, and what they keep.
type place struct {
	Dir    string // for all
	HTTP   string // of the cloud or the bare broker
	MQTT   string // the same
	Modbus string // of the home
}

func (p place) cloud() server.Config {
	c := server.Defaults()
	c.StateDir, c.HTTP, c.MQTT, c.Enroll.JoinPlant = filepath.Join(p.Dir, "cloud"), p.HTTP, p.MQTT, string(plantID)
	return c
}

func (p place) gateway() gateway.Config {
	c := gateway.Defaults()
	c.Site, c.StateDir = string(siteOf(0)), filepath.Join(p.Dir, string(siteOf(0)))
	c.Cloud = gateway.Cloud{MQTT: p.MQTT, Enroll: "http://" + p.HTTP, ClaimFile: p.claim()}
	c.Buses = []gateway.Bus{{TCP: p.Modbus, Units: []int{int(device.InverterUnit), int(device.StorageUnit), int(device.MeterUnit)}}}
	c.Known = []gateway.Kind{{Maker: device.Maker, Model: "*", Version: "*"}}
	return c
}

func (p place) claim() string { return filepath.Join(p.cloud().StateDir, "claim") }

// parts are the processes that are measured, by name. Each is this program
// started anew, and does what the product's own program does.
var parts = map[string]func(context.Context, place, *slog.Logger) error{
	"cloud":   func(ctx context.Context, p place, log *slog.Logger) error { return server.Run(ctx, p.cloud(), log) },
	"bare":    func(ctx context.Context, p place, _ *slog.Logger) error { return serveBare(ctx, p) },
	"gateway": serveGateway,
}

func serveGateway(ctx context.Context, p place, log *slog.Logger) error {
	fields, err := gateway.Fields(p.gateway(), log)
	if err != nil {
		return err
	}
	g, err := gateway.New(p.gateway(), fields, log)
	if err != nil {
		return err
	}
	return g.Run(ctx)
}

// serveCommand is what a child runs; it is not for people.
func serveCommand() *cobra.Command {
	var p place
	var profile string
	c := &cobra.Command{
		Use: "serve PART", Hidden: true, Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			part, ok := parts[args[0]]
			if !ok {
				return command.Usage(fmt.Errorf("no part %q", args[0]))
			}
			log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
			return profiled(profile, func() error { return part(c.Context(), p, log) })
		},
	}
	f := c.Flags()
	f.StringVar(&p.Dir, "dir", "", "folder for state")
	f.StringVar(&p.HTTP, "http", "", "address of the API")
	f.StringVar(&p.MQTT, "mqtt", "", "address of the broker")
	f.StringVar(&p.Modbus, "modbus", "", "address of the home")
	f.StringVar(&profile, "cpuprofile", "", "file for a CPU profile")
	return c
}

// profiled writes a CPU profile of run to path, where there is one.
func profiled(path string, run func() error) (err error) {
	if path == "" {
		return run()
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return run()
}

// stopWait is how long a child has to end after it was asked to.
const stopWait = 20 * time.Second

// with measures beside a child that serves part, and ends it. Arguments are for
// the child.
func with(ctx context.Context, part string, p place, measure func(context.Context, *child.Child) error, args ...string) error {
	self, err := os.Executable()
	if err = errors.Join(err, ctx.Err()); err != nil {
		return err
	}
	args = append([]string{"serve", part, "--dir", p.Dir, "--http", p.HTTP, "--mqtt", p.MQTT, "--modbus", p.Modbus}, args...)
	process, err := child.Start(child.Spec{Name: part, Program: self, Args: args})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return process.Watch(ctx) })
	g.Go(func() error {
		defer stop()
		return measure(ctx, process)
	})
	if err := g.Wait(); err != nil {
		_ = process.Stop(stopWait) // why it ended is told already
		return err
	}
	return process.Stop(stopWait)
}

// inPlace gives what is measured a folder and free addresses, and removes the
// folder afterwards.
func inPlace(measure func(place) error) (err error) {
	dir, err := os.MkdirTemp("", "hearth-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ports, err := freePorts(2)
	if err != nil {
		return err
	}
	return measure(place{Dir: dir, HTTP: ports[0], MQTT: ports[1]})
}
