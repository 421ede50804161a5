package fieldbus

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// A connection that was idle this long is listened to, this long, before it is
// used: so that one the peer has closed is replaced before anything is sent.
const (
	idle   = 100 * time.Millisecond
	glance = time.Millisecond
)

// listen waits for the pause that is due, and makes sure that nothing is in
// the line that could be taken for the next answer.
func (l *Link) listen(ctx context.Context, port Port) error {
	due := l.due(time.Now())
	if due <= 0 {
		return nil
	}
	heard, err := l.hush(ctx, port, time.Now().Add(due))
	switch {
	case err != nil:
		return err
	case heard == 0:
		return nil
	case !l.bus.shared:
		return fmt.Errorf("%d bytes came unasked", heard)
	}
	return l.drain(ctx, port, time.Now())
}

// due is how long to listen before sending at now.
func (l *Link) due(now time.Time) time.Duration {
	since := now.Sub(l.last)
	wait := max(l.config.Pause-since, l.bus.gap)
	if !l.bus.shared && since > idle {
		wait = max(wait, glance)
	}
	return wait
}

// hush reads until the time given and counts what it throws away.
func (l *Link) hush(ctx context.Context, port Port, until time.Time) (int, error) {
	heard := 0
	for {
		n, err := read(port, l.buffer[:], until, ctx, ctx)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return heard, nil
		}
		if err != nil {
			return heard, err
		}
		heard += n
		l.stray.Add(uint64(n))
	}
}

// mend makes the port fit for the next request after a failure: a
// connection by being closed, a serial line by being drained until the answer
// that is due can no longer come.
func (l *Link) mend(ctx context.Context, port Port, cause error) error {
	if !l.bus.shared || errors.Is(cause, errLost) {
		return cause
	}
	err := l.drain(ctx, port, l.worst)
	l.last = time.Now()
	return err
}

// settle makes a port that was just opened fit for use. Closing a serial line
// does not silence the bus behind it: an answer may still be on its way.
func (l *Link) settle(ctx context.Context, port Port) error {
	if !l.bus.shared {
		return nil
	}
	return l.drain(ctx, port, l.worst)
}

// drain reads until Quiet after worst, and until nothing was heard for Quiet.
// A line that never falls silent is an error.
func (l *Link) drain(ctx context.Context, port Port, worst time.Time) error {
	patience := later(time.Now(), worst).Add(l.config.Timeout + 4*l.config.Quiet)
	end := later(time.Now(), worst).Add(l.config.Quiet)
	for {
		n, err := read(port, l.buffer[:], end, ctx, ctx)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil
		case err != nil:
			return err
		case time.Now().After(patience):
			return errBabble
		}
		l.stray.Add(uint64(n))
		end = later(time.Now(), worst).Add(l.config.Quiet)
	}
}

var errBabble = errors.New("the line never falls silent: is there a second master?")

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
