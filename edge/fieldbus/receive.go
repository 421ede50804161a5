package fieldbus

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// slice bounds how long the owner takes to notice that a caller has left.
const slice = 20 * time.Millisecond

// try sends frame once and waits for the answer until it is overdue, or until the
// caller's deadline, whichever is first.
func (l *Link) try(ctx context.Context, port Port, b *block, frame []byte) error {
	until := l.until()
	err := l.send(port, frame, until)
	if err == nil {
		err = l.receive(ctx, port, b, frame, until)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) && until.Before(l.worst) {
		return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
	}
	return err
}

// until is when the last of the party stops waiting: the link's limit or a
// caller's deadline.
func (l *Link) until() time.Time {
	until := time.Time{}
	for _, r := range l.party {
		deadline, ok := r.ctx.Deadline()
		if !ok || deadline.After(l.worst) {
			return l.worst
		}
		until = later(until, deadline)
	}
	return until
}

// left is why the party has left, nil while one of it waits. Nobody waits for
// what is read between exchanges.
func (l *Link) left() error {
	for _, r := range l.party {
		if r.ctx.Err() == nil {
			return nil
		}
	}
	if len(l.party) == 0 {
		return nil
	}
	return context.Cause(l.party[0].ctx)
}

func (l *Link) send(port Port, frame []byte, until time.Time) error {
	if err := port.SetDeadline(until); err != nil {
		return lost(err)
	}
	if _, err := port.Write(frame); err != nil {
		return lost(err)
	}
	return nil
}

// receive reads exactly one answer to frame, in however many pieces it comes.
func (l *Link) receive(ctx context.Context, port Port, b *block, frame []byte, until time.Time) error {
	got := 0
	for {
		need, err := l.framing.need(frame, l.buffer[:got])
		if err == nil && got == need {
			err = l.unwrap(b, frame, l.buffer[:got])
			return l.overhear(err, got)
		}
		n := 0
		if err == nil {
			n, err = l.pull(ctx, port, l.buffer[got:need], until)
			err = unfinished(err, got, need)
		}
		if err != nil {
			return l.overhear(err, got)
		}
		got += n
	}
}

func (l *Link) unwrap(b *block, frame, answer []byte) error {
	pdu, err := l.framing.decode(frame, answer)
	if err != nil {
		return err
	}
	return b.absorb(pdu)
}

// overhear has what is not an answer listened to, as all else that came unasked.
func (l *Link) overhear(err error, got int) error {
	if !answered(err) && l.bus.shared {
		l.attend(l.buffer[:got])
	}
	return err
}

func unfinished(err error, got, need int) error {
	switch {
	case err == nil:
		return nil
	case got == 0:
		return fmt.Errorf("no answer: %w", err)
	}
	return fmt.Errorf("answer ended after %d of %d bytes: %w", got, need, err)
}

// pull waits for at least one byte until the time given, until ctx ends, or
// until all callers of the exchange have left.
func (l *Link) pull(ctx context.Context, port Port, b []byte, until time.Time) (int, error) {
	for {
		now := time.Now()
		left := l.left()
		switch {
		case ctx.Err() != nil:
			return 0, errStopped
		case left != nil:
			return 0, left
		case !now.Before(until): // before reading, or a drip of bytes would never end
			return 0, os.ErrDeadlineExceeded
		}
		step := now.Add(slice)
		if until.Before(step) {
			step = until
		}
		if err := port.SetDeadline(step); err != nil {
			return 0, lost(err)
		}
		n, err := port.Read(b)
		switch {
		case n > 0:
			return n, nil
		case err != nil && !errors.Is(err, os.ErrDeadlineExceeded):
			return 0, lost(err)
		}
	}
}

var errLost = errors.New("connection lost")

// lost marks an error that only a new connection can end.
func lost(err error) error { return fmt.Errorf("%w: %w", errLost, err) }
