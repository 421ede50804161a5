package fieldbus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
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
	r := spare(l.spare)
	r.ctx, r.err, r.alone, r.priority = ctx, nil, false, priorityOf(ctx)
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
	case l.spare <- r:
	default:
	}
}

// await queues r and waits for its answer, the caller's deadline or the end of
// Run.
func (l *Link) await(r *request) error {
	l.requests.Add(1)
	if r.ctx.Err() != nil {
		return l.unsent(r, context.Cause(r.ctx))
	}
	if err := l.admit(r); err != nil {
		return err
	}
	select {
	case <-r.done:
		return r.err
	case <-r.ctx.Done():
		return l.leave(r, context.Cause(r.ctx))
	}
}

// admit queues r, or refuses at once what cannot be served: nobody should wait
// for a unit that sleeps.
func (l *Link) admit(r *request) error {
	now := time.Now()
	if free, silent := l.units.free(r.unit); silent && now.Before(free) {
		l.dropped.Add(1)
		return l.asleep(r, now)
	}
	err := l.queue.put(r)
	switch {
	case errors.Is(err, errFull):
		l.dropped.Add(1)
		return l.full(r)
	case err != nil:
		return l.fault(&r.block, err, false)
	}
	return nil
}

// leave ends the wait for r without an answer.
func (l *Link) leave(r *request, cause error) error {
	if l.queue.remove(r) {
		return l.unsent(r, cause)
	}
	select {
	case <-r.done: // at the last moment
		return r.err
	default:
		return l.fault(&r.block, cause, true)
	}
}

// unsent is the fault of a request that was dropped.
func (l *Link) unsent(r *request, cause error) error {
	l.dropped.Add(1)
	return l.fault(&r.block, cause, false)
}

var (
	errStopped = errors.New("the link is stopped")
	errFull    = errors.New("the queue is full")
)

// full is the answer when the queue has no room.
func (l *Link) full(r *request) error {
	return &fault.Error{Op: r.op(), Kind: fault.Busy, Subject: l.config.Address,
		Hint: "poll less often, or give the link fewer devices",
		Err:  fmt.Errorf("%d requests are waiting", l.queue.most)}
}

// asleep is the answer for a unit that is left alone.
func (l *Link) asleep(r *request, now time.Time) error {
	_, since := l.units.state(r.unit)
	next, _ := l.units.free(r.unit)
	return &fault.Error{Op: r.op(), Kind: fault.Unreachable,
		Subject: fmt.Sprintf("unit %d at %s", r.unit, l.config.Address),
		Hint:    "asleep, off, or not there: it is asked again by itself, nothing was sent now",
		Err:     fmt.Errorf("silent for %v, asked again in %v", now.Sub(since).Round(time.Second), next.Sub(now).Round(time.Millisecond))}
}
