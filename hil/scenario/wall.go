package scenario

import (
	"context"
	"time"
)

// RunWall plays the script in real time against a gateway outside this
// process. What cannot be seen from there is not looked at; expectations of
// which that is all are counted as skipped.
func RunWall(ctx context.Context, s *Script, seed uint64, b Bench) Result {
	maker := b.Start
	if maker == nil {
		maker = func(context.Context, Start) (Home, func() error, error) {
			return Outside{}, func() error { return nil }, nil
		}
	}
	r, err := newRun(ctx, s, seed, maker)
	if err != nil {
		return Result{File: s.File, Seed: seed, Err: err}
	}
	if b.Dispatcher != nil {
		r.hands.dispatcher = b.Dispatcher
	}
	begun := time.Now()
	r.sees = b.sees
	r.pacer = r.fromFirst()
	for _, h := range r.houses {
		h.serve = b.address()
		r.grace = max(r.grace, 2*h.site.tick+usualStep)
	}
	r.result.Err = r.play()
	r.result.Wall = time.Since(begun)
	result, err := r.finish(r.result.Err)
	result.Err = err
	return result
}

func (b Bench) address() string {
	if !b.own() {
		return b.Serve
	}
	return "127.0.0.1:0"
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
