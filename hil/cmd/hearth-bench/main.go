// Command hearth-bench measures the product on this machine.
package main

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

func main() { command.Main(root()) }

func root() *cobra.Command {
	var o options
	var list, asJSON bool
	c := command.Root(&cobra.Command{
		Use: "hearth-bench NAME", Short: "Measure the product on this machine",
		Long: "Measure the product on this machine, and print one JSON object of what was found.\n\n" +
			"Benches:\n" + strings.TrimRight(about(), "\n"),
		Example:           "  scripts/bench --list\n  scripts/bench latency --json --short",
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:              cobra.ArbitraryArgs,
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
	})
	f := c.Flags()
	f.BoolVar(&list, "list", false, "print the benches, one on a line")
	f.BoolVar(&asJSON, "json", false, "print the JSON object on one line")
	f.BoolVar(&o.short, "short", false, "measure less, for a quick look")
	f.IntVar(&o.connections, "connections", 0, "homes of ingest; default 1000, and 200 with --short")
	f.StringVar(&o.profile, "cpuprofile", "", "file for a CPU profile of ingest's cloud; that of the bare broker is beside it, with .bare at its end")
	f.StringVar(&o.replays.signal, "signal", "", "recorded signal of regulation, CSV of t_s,signal_pu; default a synthetic one")
	f.StringArrayVar(&o.replays.profiles, "profiles", nil, "directory of recorded load or PV for regulation's homes; may be repeated")
	c.AddCommand(serveCommand())
	c.SetHelpCommand(&cobra.Command{Hidden: true})
	return c
}

func write(w io.Writer, r bench.Result, oneLine bool) error {
	e := json.NewEncoder(w)
	if !oneLine {
		e.SetIndent("", "  ")
	}
	return e.Encode(r)
}
