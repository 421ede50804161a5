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
		if ctx.Err() == nil && !errors.Is(err, errUnanswered) {
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
	l.last = time.Now()
	l.become(Connected, l.last, nil)
	return port, nil
}

func (l *Link) close(port Port) {
	if err := port.Close(); err != nil {
		l.config.Log.Debug("close link", "link", l.config.Address, "error", err)
	}
}

// serve listens before it chooses, so that what is chosen goes out at once and
// nothing more urgent can come in between.
func (l *Link) serve(ctx context.Context, port Port) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		if err := l.idle(ctx, timer); err != nil {
			return err
		}
		if err := l.listen(ctx, port); err != nil {
			return err
		}
		if err := l.exchange(ctx, port); err != nil {
			return err
		}
	}
}

// attention is how often a serial line is listened to that nobody uses.
const attention = 10 * time.Second

// idle waits until something may be sent, or the line deserves attention.
func (l *Link) idle(ctx context.Context, timer *time.Timer) error {
	for {
		now := time.Now()
		due := l.due(now)
		if !due.IsZero() && !now.Before(due) {
			return ctx.Err()
		}
		var alarm <-chan time.Time
		if !due.IsZero() {
			timer.Reset(due.Sub(now))
			alarm = timer.C
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.queue.wake:
		case <-alarm:
		}
	}
}

// due is when to act next; the zero time: when something comes. Listening is part
// of the pause.
func (l *Link) due(now time.Time) time.Time {
	r, soonest := l.queue.next(now, &l.units)
	if r != nil {
		return l.last.Add(l.config.Pause - l.silence(l.config.Pause))
	}
	if notice := l.heard.Add(attention); l.bus.shared && (soonest.IsZero() || notice.Before(soonest)) {
		return notice
	}
	return soonest
}

// rest waits before the next attempt to connect, refusing what is asked
// meanwhile.
func (l *Link) rest(ctx context.Context, cause error) {
	l.failures++
	l.become(without(cause), time.Now(), cause)
	if l.failures == 2 { // one is the closing of a connection after a single unit's error
		l.told = false
		l.config.Log.Warn("link down", "link", l.config.Address, "state", without(cause).String(), "error", cause)
	}
	wait := delay(l.failures, l.config.BackoffMin, l.config.BackoffMax, rand.Float64())
	if wait == 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		l.refuse(l.queue.clear(), cause)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case <-l.queue.wake:
		}
	}
}

// refuse answers requests of which nothing was sent.
func (l *Link) refuse(all []*request, cause error) {
	for _, r := range all {
		r.finish(l.fault(&r.block, cause, false))
	}
}

// stop lets every caller go.
func (l *Link) stop() {
	l.become(Down, time.Now(), nil)
	l.refuse(l.queue.close(), errStopped)
}
