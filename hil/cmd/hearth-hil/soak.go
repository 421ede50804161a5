package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/hil/soak"
)

func soakCommand() *cobra.Command {
	c := soak.Config{}
	verbose := false
	cmd := &cobra.Command{
		Use: "soak", Short: "Live through seasons of many homes, with everything broken now and then",
		Long: "Live through seasons of many homes in virtual time against the gateway's own code, with faults, outages, restarts,\n" +
			"hostile orders and a silent cloud, and look for breaches of reserve, state of charge, export, fuse and lease, and for\n" +
			"batteries of one home that oppose each other. One home in five has two.\n" +
			"Every breach is told with the line that plays it again.",
		Example: "  hearth-hil soak --homes 50 --for 8760h --seed 1\n  hearth-hil soak --seed 7 --home 3 --for 31h12m5s -v\n" +
			"  hearth-hil soak --homes 50 --first 10 --count 10 --for 8760h --seed 1",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			log := slog.New(slog.DiscardHandler)
			if verbose {
				log = slog.New(slog.NewTextHandler(os.Stderr, nil))
				c.Trace = func(at time.Duration, seen string) { fmt.Fprintf(os.Stderr, "%v: %s\n", at, seen) }
			}
			c.Maker = makeHome(log)
			c.Tell = func(n soak.News) { fmt.Fprintln(cmd.ErrOrStderr(), n) }
			return runSoak(cmd.Context(), c, cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.IntVar(&c.Homes, "homes", 50, "how many homes there are")
	f.IntVar(&c.Only, "home", soak.All, "only this one of them, counted from 0; -1 for all")
	f.IntVar(&c.First, "first", 0, "only the homes from this one on: a part of a long run")
	f.IntVar(&c.Count, "count", 0, "only as many homes from there; 0 for all")
	f.DurationVar(&c.For, "for", short, "how long they live, in simulated time; a year is 8760h")
	f.Uint64Var(&c.Seed, "seed", 1, "of everything random")
	f.BoolVar(&c.Arms, "arms", false, "arm them too, well and badly, and move the grid's frequency")
	f.BoolVarP(&verbose, "verbose", "v", false, "show what the gateways log, and of one home alone its last minute")
	return cmd
}

// short is what 50 homes live through in some seconds, as a build that is waited for
// can afford.
const short = 6 * time.Hour

func runSoak(ctx context.Context, c soak.Config, out io.Writer) error {
	r, err := soak.Run(ctx, c)
	if r.Homes > 0 {
		r.Write(out)
	}
	switch {
	case err != nil:
		return err
	case len(r.Breaches) > 0:
		return fmt.Errorf("%d breaches", len(r.Breaches))
	}
	return nil
}
