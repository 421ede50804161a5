package fieldbus

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// A connection that was dormant this long is listened to, this long, before it
// is used: so that one the peer has closed is replaced before anything is sent.
const (
	dormant = 100 * time.Millisecond
	glance  = time.Millisecond
)

// listen makes sure that nothing is in the line that could be taken for the
// next answer, and that it was silent for as long as separates frames.
func (l *Link) listen(ctx context.Context, port Port) error {
	now := time.Now()
	l.heard = now
	wait := l.silence(now.Sub(l.last))
	if wait <= 0 {
		return nil
	}
	heard, err := l.hush(ctx, port, now.Add(wait))
	switch {
	case err != nil:
		return err
	case heard == 0:
		l.calm(time.Now())
		return nil
	case !l.bus.shared:
		return fmt.Errorf("%d bytes came unasked", heard)
	}
	return l.drain(ctx, port, time.Now())
}

// silence is how long to listen before sending, when the last exchange ended
// that long ago. What was heard then counts: the line is used to its limit.
func (l *Link) silence(since time.Duration) time.Duration {
	switch {
	case l.bus.shared && since < l.bus.gap:
		return l.bus.gap - since
	case l.bus.shared:
		return l.bus.gap
	case since > dormant, l.config.AnyTransaction: // where a second answer is only told by its time
		return glance
	}
	return 0
}

// hush reads until the time given and counts what it throws away.
func (l *Link) hush(ctx context.Context, port Port, until time.Time) (int, error) {
	heard := 0
	for {
		n, err := l.pull(ctx, port, l.buffer[:], until)
		if errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, errLost) {
			return heard, nil
		}
		if err != nil {
			return heard, err
		}
		heard += n
		l.discard(n)
	}
}

// discard counts what was read into the buffer, and listens to whose it is.
func (l *Link) discard(n int) {
	l.stray.Add(uint64(n))
	if l.bus.shared {
		l.attend(l.buffer[:n])
	}
}

// mostMissed is how many exchanges in a row may go unanswered before the connection
// to a converter counts as dead.
const mostMissed = 3

// errUnanswered marks what a unit, and not the connection, is the cause of.
var errUnanswered = errors.New("a unit did not answer")

// mend makes the port fit for the next request after a failure: a
// connection by being closed, a serial line by being drained until the answer
// that is due can no longer come.
func (l *Link) mend(ctx context.Context, port Port, cause error) error {
	switch {
	case errors.Is(cause, errLost):
		return cause
	case !l.bus.shared && timedOut(cause):
		return fmt.Errorf("%w: %w", errUnanswered, cause)
	case !l.bus.shared:
		return cause
	}
	err := l.drain(ctx, port, l.worst)
	l.last = time.Now()
	if l.missed++; err == nil && l.bus.remote && l.missed >= mostMissed {
		l.missed = 0
		return fmt.Errorf("%w: %w", errUnanswered, cause)
	}
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
		n, err := l.pull(ctx, port, l.buffer[:], end)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil
		case err != nil:
			return err
		case time.Now().After(patience):
			return errBabble
		}
		l.discard(n)
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
