package fieldbus

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Run owns the port until ctx ends, and then returns nil. It connects at once,
// holds the connection, and reconnects when it is lost; while it waits to do
// so, requests are refused at once with the reason. A link runs once: a second
// Run is of kind Conflict.
func (l *Link) Run(ctx context.Context) error {
	if !l.started.CompareAndSwap(false, true) {
		return &fault.Error{Op: "run link", Kind: fault.Conflict, Subject: l.config.Address,
			Hint: "make a new link", Err: errors.New("it has been run before")}
	}
	defer l.stop()
	for ctx.Err() == nil {
		err := l.session(ctx)
		if ctx.Err() == nil {
			l.rest(ctx, err)
		}
	}
	return nil
}

// session opens the port and serves requests until it is lost.
func (l *Link) session(ctx context.Context) error {
	port, err := l.open(ctx)
	if err != nil {
		return err
	}
	defer l.close(port)
	if err := l.settle(ctx, port); err != nil {
		return err
	}
	return l.serve(ctx, port)
}

func (l *Link) open(ctx context.Context) (Port, error) {
	ctx, cancel := context.WithTimeout(ctx, l.config.Timeout)
	defer cancel()
	port, err := l.dial(ctx)
	if err != nil {
		return nil, err
	}
	l.opened.Add(1)
	l.state.Store(uint32(Connected))
	l.last = time.Now()
	return port, nil
}

func (l *Link) close(port Port) {
	l.state.Store(uint32(Down))
	if err := port.Close(); err != nil {
		l.config.Log.Debug("close link", "link", l.config.Address, "error", err)
	}
}

func (l *Link) serve(ctx context.Context, port Port) error {
	for {
		r, err := l.next(ctx)
		if err != nil {
			return err
		}
		if err := l.exchange(ctx, port, r); err != nil {
			return err
		}
	}
}

// next is the request that waits longest.
func (l *Link) next(ctx context.Context) (*request, error) {
	if r := l.held; r != nil {
		l.held = nil
		return r, nil
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-l.queue:
		return r, nil
	}
}

// rest waits before the next attempt to connect, refusing what is asked
// meanwhile.
func (l *Link) rest(ctx context.Context, cause error) {
	l.failures++
	if l.failures == 2 { // one is the closing of a connection after a single unit's error
		l.told = false
		l.config.Log.Warn("link down", "link", l.config.Address, "error", cause)
	}
	wait := delay(l.failures, l.config.BackoffMin, l.config.BackoffMax, rand.Float64())
	if wait == 0 {
		return
	}
	l.refuseHeld(cause)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case r := <-l.queue:
			l.refuse(r, cause)
		}
	}
}

// refuse answers r, of which nothing was sent.
func (l *Link) refuse(r *request, cause error) {
	if r.claim() {
		r.finish(l.fault(r, cause, false))
	}
}

func (l *Link) refuseHeld(cause error) {
	if l.held != nil {
		l.refuse(l.held, cause)
		l.held = nil
	}
}

// stop lets every caller go.
func (l *Link) stop() {
	close(l.stopped)
	l.refuseHeld(errStopped)
	for {
		select {
		case r := <-l.queue:
			l.refuse(r, errStopped)
		default:
			return
		}
	}
}
