package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/hil/world"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// fleetOptions say which homes are simulated and where their cloud is.
type fleetOptions struct {
	homes, served int
	modbus, line  string
	cloud         gateway.Cloud
	state         string
	profiles      string
	seed          uint64
	speed         float64
	start         string
}

func fleetCommand() *cobra.Command {
	o := fleetOptions{}
	c := &cobra.Command{
		Use: "fleet", Short: "Simulate homes: some served over Modbus, the others with a gateway inside", Args: command.Exactly(0),
		Long: "Simulate homes. The first --served ones are served over Modbus TCP on consecutive ports (the last over RTU\n" +
			"where --line is given) for gateways of their own; the others run the same gateway code in this process, each\n" +
			"with its own certificate and MQTT session. Each second one line of JSON says what all homes truly do.",
		RunE: func(c *cobra.Command, _ []string) error { return runFleet(c.Context(), o, c.OutOrStdout()) },
	}
	f := c.Flags()
	f.IntVar(&o.homes, "homes", 500, "homes with a gateway in this process")
	f.IntVar(&o.served, "served", 0, "homes served over Modbus, before the others")
	f.StringVar(&o.modbus, "modbus", "127.0.0.1:15020", "address of the first served home")
	f.StringVar(&o.line, "line", "", "where to put the serial line of the last served home")
	f.StringVar(&o.cloud.MQTT, "mqtt", "127.0.0.1:8883", "address of the broker")
	f.StringVar(&o.cloud.Enroll, "enroll", "http://127.0.0.1:8080", "address of the API")
	f.StringVar(&o.cloud.ClaimFile, "claim-file", "", "file that holds the claim to enrol with")
	f.StringVar(&o.state, "state", ".hearthgrid/homes", "folder of the homes' keys")
	f.StringVar(&o.profiles, "profiles", "", "folder of recorded load and PV to replay")
	f.Uint64Var(&o.seed, "seed", 1, "of everything random")
	f.Float64Var(&o.speed, "speed", 1, "simulated seconds per second")
	f.StringVar(&o.start, "start", "", "simulated start, RFC 3339; now where empty")
	return c
}

// step is how finely the simulated world moves.
const step = 100 * time.Millisecond

func (o fleetOptions) world() (*world.World, error) {
	start := time.Now()
	if o.start != "" {
		var err error
		if start, err = time.Parse(time.RFC3339, o.start); err != nil {
			return nil, command.Usage(fmt.Errorf("--start: %w", err))
		}
	}
	if o.homes < 0 || o.served < 0 || !(o.speed > 0) {
		return nil, command.Usage(fmt.Errorf("--homes %d, --served %d, --speed %v: want no negative count and a speed above 0", o.homes, o.served, o.speed))
	}
	var profiles plant.Profiles
	if o.profiles != "" {
		var err error
		if profiles, err = plant.LoadProfiles(o.profiles); err != nil {
			return nil, err
		}
	}
	return world.New(world.Config{
		Seed: o.seed, Homes: o.served + o.homes, Start: start, Step: step, Speed: o.speed, Profiles: profiles,
	})
}

func runFleet(ctx context.Context, o fleetOptions, stdout io.Writer) error {
	w, err := o.world()
	if err != nil {
		return err
	}
	lines := process.NewLog(os.Stderr)
	defer lines.Close()
	log := slog.New(slog.NewTextHandler(lines, nil))
	g, ctx := errgroup.WithContext(ctx)
	if err := o.serve(ctx, g, w); err != nil {
		return err
	}
	for i := o.served; i < o.served+o.homes; i++ {
		home, err := o.gateway(i, w.Bank(i), log)
		if err != nil {
			return err
		}
		g.Go(func() error { return home.Run(ctx) })
	}
	truths := json.NewEncoder(stdout)
	g.Go(func() error {
		return w.Run(ctx, func(t world.Truth) { _ = truths.Encode(t) }) // nobody may be listening
	})
	return g.Wait()
}

// gateway returns the gateway of home i, reading its bank without a wire.
func (o fleetOptions) gateway(i int, bank *device.Bank, log *slog.Logger) (*gateway.Gateway, error) {
	c := gateway.Defaults()
	c.Site = fmt.Sprintf("home-%04d", i+1)
	c.StateDir = filepath.Join(o.state, c.Site)
	c.Cloud, c.Known = o.cloud, []gateway.Kind{{Maker: device.Maker, Model: "*", Version: "*"}}
	units := []uint8{device.InverterUnit, device.StorageUnit, device.MeterUnit}
	return gateway.New(c, []gateway.Field{{Registers: bank, Units: units}}, log.With("site", c.Site))
}
