package fieldbus

import (
	"context"
	"errors"
)

func (l *Link) readBlock(ctx context.Context, function, unit uint8, address uint16, into []uint16) error {
	r := l.take(ctx)
	r.ask(function, unit, address, len(into))
	if err := l.await(r); err != nil {
		return err
	}
	copy(into, r.words[:])
	l.give(r)
	return nil
}

func (l *Link) writeBlock(ctx context.Context, unit uint8, address uint16, words []uint16) error {
	r := l.take(ctx)
	r.order(unit, address, words)
	if err := l.await(r); err != nil {
		return err
	}
	l.give(r)
	return nil
}

// take reuses an answered request, so that steady polling allocates none.
func (l *Link) take(ctx context.Context) *request {
	r := spare(l.free)
	r.ctx, r.err = ctx, nil
	r.stage.Store(queued)
	return r
}

func spare(free chan *request) *request {
	select {
	case r := <-free:
		return r
	default:
		return newRequest()
	}
}

// give puts back a request that was answered well; the owner is done with it.
func (l *Link) give(r *request) {
	r.ctx = nil
	select {
	case l.free <- r:
	default:
	}
}

// await queues r and waits for its answer, the caller's deadline or the end of
// Run.
func (l *Link) await(r *request) error {
	l.requests.Add(1)
	if r.ctx.Err() != nil {
		return l.leave(r, context.Cause(r.ctx))
	}
	select {
	case l.queue <- r:
	default:
		l.dropped.Add(1)
		return l.full(r)
	}
	select {
	case <-r.done:
		return r.err
	case <-r.ctx.Done():
		return l.leave(r, context.Cause(r.ctx))
	case <-l.stopped:
		return l.orphan(r)
	}
}

// orphan is a request whose owner has gone: answered, or never to be.
func (l *Link) orphan(r *request) error {
	select {
	case <-r.done:
		return r.err
	default:
		return l.leave(r, errStopped)
	}
}

// leave ends the wait for r without an answer.
func (l *Link) leave(r *request, cause error) error {
	if !r.abandon() {
		return l.fault(r, cause, true)
	}
	l.dropped.Add(1)
	return l.fault(r, cause, false)
}

var errStopped = errors.New("the link is stopped")
