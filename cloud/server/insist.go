package server

import (
	"context"
	"math/rand/v2"
	"time"
)

// The waits after a failure, each up to twice the one before: jitter keeps those
// that failed together from coming back together.
const (
	firstWait = time.Second
	mostWait  = 30 * time.Second
)

// insist calls try until it does not fail, or until ctx ends, which it returns. Each
// failure is told.
func insist(ctx context.Context, try func() error, failed func(error)) error {
	for wait := firstWait; ; wait = min(2*wait, mostWait) {
		err := try()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failed(err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait/2 + rand.N(wait/2)):
		}
	}
}
