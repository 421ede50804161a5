package scenario

import (
	"context"
	"runtime"
	"sync"
)

// waiters is how many scenarios in real time are played side by side: they
// hardly work.
const waiters = 16

// Play runs every script against gateways that maker starts, and returns their
// results in order. Those in real time are played beside the others, of which
// there are as many at once as there are processors. What one scenario does
// never depends on the others.
func Play(ctx context.Context, scripts []*Script, seed uint64, maker Maker) []Result {
	results := make([]Result, len(scripts))
	var all sync.WaitGroup
	real, virtual := make(chan struct{}, waiters), make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, s := range scripts {
		places := virtual
		if s.RealTime() {
			places = real
		}
		all.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			results[i] = play(ctx, s, seed, maker)
		})
	}
	all.Wait()
	return results
}

func play(ctx context.Context, s *Script, seed uint64, maker Maker) Result {
	r, err := Run(ctx, s, seed, maker)
	r.Err = err
	return r
}
