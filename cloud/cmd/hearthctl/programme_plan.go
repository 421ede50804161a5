package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func callDryRun(server *string) *cobra.Command {
	return planning(server, "dry-run", "Say what would happen if the call were proposed now: nothing changes", "/api/v1/dry-runs")
}

func callPropose(server *string) *cobra.Command {
	return planning(server, "propose", "Plan a call and claim its homes: it begins at its time, above a threshold once somebody else approves", "/api/v1/calls")
}

// wanted are the flags of a call.
type wanted struct {
	id, start string
	in, lasts time.Duration
	up, down  float64
	least     float64
	test      bool
}

// planning is a command that sends a call and shows what becomes of it.
func planning(server *string, verb, short, path string) *cobra.Command {
	var by person
	var o output
	var w wanted
	c := &cobra.Command{
		Use: verb + " PROGRAMME NODE", Short: short, Args: command.Exactly(2),
		Example: "  hearthctl call " + verb + " emergency-backstop demo --up 100000 --for 30m --as anna\n  hearthctl call " + verb + " evening-capacity feeder-7 --id evening-1 --up 50000 --in 3h --for 2h --as anna",
		RunE: func(c *cobra.Command, args []string) error {
			request, err := w.request(args[0], args[1], time.Now())
			if err != nil {
				return command.Usage(err)
			}
			var plan api.Plan
			if err := by.ask(c, "POST", *server+path, request, &plan); err != nil {
				return err
			}
			return o.print(c.OutOrStdout(), plan, func(w io.Writer) error { return printPlan(w, &plan) })
		},
	}
	c.Flags().StringVar(&w.id, "id", "", "its name: the same again is the same call (default made of programme and time)")
	c.Flags().Float64Var(&w.up, "up", 0, "watts of discharge")
	c.Flags().Float64Var(&w.down, "down", 0, "watts of charge")
	c.Flags().Float64Var(&w.least, "least", 1, "share of them that must be had, else it is refused")
	c.Flags().StringVar(&w.start, "at", "", "when it begins, as 2026-07-06T18:00:00Z (default now)")
	c.Flags().DurationVar(&w.in, "in", 0, "when it begins, from now")
	c.Flags().DurationVar(&w.lasts, "for", 15*time.Minute, "how long it lasts")
	c.Flags().BoolVar(&w.test, "test", false, "nothing is sold by it")
	return o.flag(by.flag(c))
}

// request returns what is asked for, which is wrong where it cannot be said.
func (w *wanted) request(programme, node string, now time.Time) (api.CallRequest, error) {
	r := api.CallRequest{ID: w.id, Programme: programme, Node: node, Purpose: "market", Start: now.Add(w.in).UTC(), Up: energy.Watts(w.up), Down: energy.Watts(w.down), Least: energy.Ratio(w.least)}
	if w.test {
		r.Purpose = "test"
	}
	if w.start != "" {
		at, err := time.Parse(time.RFC3339, w.start)
		if err != nil || w.in != 0 {
			return r, fmt.Errorf("--at %q: want a time as 2026-07-06T18:00:00Z, and not --in beside it", w.start)
		}
		r.Start = at
	}
	r.End = r.Start.Add(w.lasts)
	if r.ID == "" {
		name := programme[:min(len(programme), 40)]
		r.ID = fmt.Sprintf("%s-%s", name, strings.ToLower(now.UTC().Format("20060102T150405")))
	}
	return r, nil
}
