package main

import (
	"context"
	"maps"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/bench"
)

// edgeExtent is how much the bench of the gateway measures.
type edgeExtent struct {
	passes   int           // of one home, in virtual time
	loops    int           // side by side, each beside a bare ticker
	jitter   time.Duration // how long they run
	line     time.Duration // of reads on each serial line
	resident time.Duration // how long the process is watched
}

func edgeExtentOf(o options) edgeExtent {
	if o.short {
		return edgeExtent{passes: 20_000, loops: 32, jitter: 8 * time.Second, line: 2 * time.Second, resident: 6 * time.Second}
	}
	return edgeExtent{passes: 100_000, loops: 32, jitter: 60 * time.Second, line: 15 * time.Second, resident: 60 * time.Second}
}

// edge measures the gateway: what a tick costs, how steady it is, what the
// process takes, and how much of a serial line it uses.
func edge(ctx context.Context, o options) (bench.Figures, error) {
	x, all := edgeExtentOf(o), bench.Figures{}
	for _, measure := range []func(context.Context, edgeExtent) (bench.Figures, error){tickCost, processSize, lineRatios, loopJitter} {
		f, err := measure(ctx, x)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, f)
	}
	return all, nil
}
