package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/hil/bench"
)

// options say how a bench is run.
type options struct {
	short bool
}

// benches are all there are, by name.
func benches() map[string]func(context.Context, options) (bench.Figures, error) {
	return map[string]func(context.Context, options) (bench.Figures, error){
		"ingest":  ingest,
		"latency": latency,
	}
}

func names() []string { return slices.Sorted(maps.Keys(benches())) }

func show(w io.Writer) error {
	_, err := fmt.Fprintln(w, strings.Join(names(), "\n"))
	return err
}

func run(ctx context.Context, args []string, o options) (bench.Result, error) {
	if len(args) != 1 {
		return bench.Result{}, usageError{fmt.Errorf("want the name of one bench: %s", strings.Join(names(), ", "))}
	}
	measure, ok := benches()[args[0]]
	if !ok {
		return bench.Result{}, usageError{fmt.Errorf("no bench %q: there is %s", args[0], strings.Join(names(), ", "))}
	}
	figures, err := measure(ctx, o)
	if ctx.Err() != nil {
		err = errors.New("interrupted: nothing was measured")
	}
	if err != nil {
		return bench.Result{}, fmt.Errorf("%s: %w", args[0], err)
	}
	return bench.Result{Bench: args[0], Figures: figures}, nil
}
