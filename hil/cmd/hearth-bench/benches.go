package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/agext/levenshtein"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

// options say how a bench is run.
type options struct {
	short       bool
	connections int    // of ingest; 0 for its own choice
	profile     string // file for a CPU profile of ingest's cloud; "" for none
	replays     replays
}

// profiling is what a child has to be told to write its profile to that file.
func profiling(file string) []string {
	if file == "" {
		return nil
	}
	return []string{"--cpuprofile", file}
}

// named is one bench.
type named struct {
	name, about string
	measure     func(context.Context, options) (bench.Figures, error)
}

// benches are all there are, in order of name.
func benches() []named {
	return []named{
		{"aggregate", "what a second of estimating and adding up a million homes costs", aggregation},
		{"allocate", "a target split over a million homes inside five levels of limits", allocation},
		{"calibration", "how often intervals hold what then was, and how wide they are", calibration},
		{"contingency", "armed homes that answer a fall of the frequency with the cloud away", contingencies},
		{"edge", "a gateway's tick, its steadiness, its process, its serial lines", edge},
		{"history", "a day of homes into the database, and its size there", archive},
		{"ingest", "samples through the cloud, beside a bare broker", func(ctx context.Context, o options) (bench.Figures, error) {
			return ingest(ctx, extentOf(o), o.profile)
		}},
		{"latency", "from a target at the API to a register of a home", latency},
		{"regulation", "a plant of homes that follows a grid operator's signal, and its score", regulation},
	}
}

func about() string {
	var b strings.Builder
	for _, n := range benches() {
		fmt.Fprintf(&b, "  %-11s %s\n", n.name, n.about)
	}
	return b.String()
}

func names() []string {
	var list []string
	for _, n := range benches() {
		list = append(list, n.name)
	}
	return list
}

func show(w io.Writer) error {
	_, err := fmt.Fprintln(w, strings.Join(names(), "\n"))
	return err
}

// find returns the bench that args name, or what else they may have meant.
func find(args []string) (named, error) {
	if len(args) != 1 {
		return named{}, command.Usage(fmt.Errorf("want the name of one bench: %s", strings.Join(names(), ", ")))
	}
	all := benches()
	if i := slices.IndexFunc(all, func(n named) bool { return n.name == args[0] }); i >= 0 {
		return all[i], nil
	}
	nearest := slices.MinFunc(names(), func(a, b string) int {
		return levenshtein.Distance(args[0], a, nil) - levenshtein.Distance(args[0], b, nil)
	})
	return named{}, command.Usage(fmt.Errorf("no bench %q: the nearest is %q; scripts/bench --list names all", args[0], nearest))
}

func run(ctx context.Context, args []string, o options) (bench.Result, error) {
	b, err := find(args)
	if err != nil {
		return bench.Result{}, err
	}
	if o.connections < 0 {
		return bench.Result{}, command.Usage(fmt.Errorf("--connections %d: want at least 1", o.connections))
	}
	figures, err := b.measure(ctx, o)
	if ctx.Err() != nil {
		err = errors.New("interrupted: nothing was measured")
	}
	if err != nil {
		return bench.Result{}, fmt.Errorf("%s: %w", b.name, err)
	}
	return bench.Result{Bench: b.name, Figures: figures}, nil
}
