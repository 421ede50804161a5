// Command hearth-bench measures the product on this machine.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// usageError is a command line that cannot be run: exit code 2.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "hearth-bench:", oneLine(err))
		os.Exit(exitCode(err))
	}
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

func exitCode(err error) int {
	var usage usageError
	if errors.As(err, &usage) || fault.KindOf(err) == fault.Invalid {
		return 2
	}
	return 1
}

func command() *cobra.Command {
	var o options
	var list, asJSON bool
	c := &cobra.Command{
		Use: "hearth-bench NAME", Short: "Measure the product on this machine",
		Long: "Measure the product on this machine, and print one JSON object of what was found.\n\n" +
			"Exit codes: 0 ok, 1 failure, 2 usage.",
		Example:      "  scripts/bench --list\n  scripts/bench latency --json --short",
		SilenceUsage: true, SilenceErrors: true,
		RunE: func(c *cobra.Command, names []string) error {
			if list {
				return show(c.OutOrStdout())
			}
			r, err := run(c.Context(), names, o)
			if err != nil {
				return err
			}
			return write(c.OutOrStdout(), r, asJSON)
		},
	}
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	f := c.Flags()
	f.BoolVar(&list, "list", false, "print the benches, one on a line")
	f.BoolVar(&asJSON, "json", false, "print the JSON object on one line")
	f.BoolVar(&o.short, "short", false, "measure less, for a quick look")
	return c
}

func write(w io.Writer, r bench.Result, oneLine bool) error {
	e := json.NewEncoder(w)
	if !oneLine {
		e.SetIndent("", "  ")
	}
	return e.Encode(r)
}
