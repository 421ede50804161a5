package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/hearthgrid/hearthgrid/hil/demo"
	"github.com/hearthgrid/hearthgrid/hil/signal"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

func demoCommand() *cobra.Command {
	o := demo.Options{}
	c := &cobra.Command{
		Use: "demo", Short: "Run a whole plant on this machine until interrupted", Args: command.Exactly(0),
		Example: "  hearth-hil demo --bin bin\n  hearth-hil demo --bin bin --homes 50 --gateways 2 --for 60s --json",
		RunE: func(c *cobra.Command, _ []string) error {
			return runDemo(c.Context(), o, c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.IntVar(&o.Homes, "homes", 500, "light homes, all in one process")
	f.IntVar(&o.Gateways, "gateways", 8, "homes with a gateway process of their own")
	f.DurationVar(&o.For, "for", 0, "how long to run; 0 until interrupted")
	f.BoolVar(&o.JSON, "json", false, "end with one JSON object on standard output")
	f.Uint64Var(&o.Seed, "seed", 1, "of everything random in the simulated homes")
	f.StringVar(&o.State, "state", ".hearthgrid", "folder for what survives the run")
	f.StringVar(&o.Profiles, "profiles", "", "folder of recorded load and PV to replay")
	f.StringVar(&o.Signal, "signal", "", "recorded regulation signal, CSV of t_s,signal_pu")
	f.IntVar(&o.PortOffset, "port-offset", 0, "added to every port")
	f.StringVar(&o.Bin, "bin", "bin", "folder of the built programs")
	return c
}

func runDemo(ctx context.Context, o demo.Options, stdout io.Writer) error {
	if err := o.Validate(); err != nil {
		return err
	}
	levels, err := levelsOf(o)
	if err != nil {
		return err
	}
	lines := process.NewLog(os.Stderr)
	defer lines.Close()
	log := slog.New(slog.NewTextHandler(lines, nil))
	screen := demo.NewScreen(os.Stderr, nil)
	if !o.JSON {
		screen = demo.NewScreen(stdout, columns(os.Stdout))
	}
	report, err := demo.Run(ctx, o, levels, screen, log)
	if err != nil {
		return err
	}
	if o.JSON {
		if err := json.NewEncoder(stdout).Encode(report); err != nil {
			return err
		}
	}
	var failed []error
	for _, e := range report.Errors {
		failed = append(failed, errors.New(e))
	}
	return errors.Join(failed...)
}

// columns tells the width of the terminal behind f, nil where there is none.
func columns(f *os.File) func() int {
	if !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func() int {
		width, _, err := term.GetSize(int(f.Fd()))
		if err != nil {
			return 0 // it has gone: what is drawn no longer matters
		}
		return width
	}
}

func levelsOf(o demo.Options) (demo.Levels, error) {
	if o.Signal == "" {
		return signal.Synthetic(o.Seed), nil
	}
	return signal.Open(o.Signal)
}
