package fieldbus

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/goburrow/modbus"
)

// slice bounds how long the owner takes to notice that a caller has left.
const slice = 20 * time.Millisecond

// exchange serves one request. The error it returns is about the port, which
// is then closed; what concerns the request goes to its caller.
func (l *Link) exchange(ctx context.Context, port Port, r *request) error {
	if r.late(time.Now()) {
		l.expire(r)
		return nil
	}
	if err := l.listen(ctx, port); err != nil {
		l.held = r
		return err
	}
	frame, err := l.framing.encode(r.unit, &modbus.ProtocolDataUnit{FunctionCode: r.function, Data: r.body(l.scratch[:])})
	if err != nil {
		l.refuse(r, err)
		return nil
	}
	if r.late(time.Now()) || !r.claim() {
		l.expire(r)
		return nil
	}
	return l.converse(ctx, port, r, frame)
}

// expire drops a request whose caller has left, or is about to.
func (l *Link) expire(r *request) {
	if !r.claim() {
		return
	}
	cause := context.Cause(r.ctx)
	if cause == nil {
		cause = context.DeadlineExceeded
	}
	l.dropped.Add(1)
	r.finish(l.fault(r, cause, false))
}

// converse sends frame and hands the answer, or why there is none, to r.
func (l *Link) converse(ctx context.Context, port Port, r *request, frame []byte) error {
	l.worst = time.Now().Add(l.config.Timeout + l.bus.airtime(len(frame), r))
	err := l.try(ctx, port, r, frame)
	l.last = time.Now()
	l.count(err)
	var refusal *Exception
	if err == nil || errors.As(err, &refusal) {
		l.good()
		r.finish(l.answer(r, err))
		return nil
	}
	r.finish(l.fault(r, err, true))
	return l.mend(ctx, port, err)
}

// good notes an answer: the link works.
func (l *Link) good() {
	l.failures = 0
	if !l.told {
		l.told = true
		l.config.Log.Info("link answers", "link", l.config.Address)
	}
}

// try sends frame once and waits for the answer until it is overdue, or until the
// caller's deadline, whichever is first.
func (l *Link) try(ctx context.Context, port Port, r *request, frame []byte) error {
	until := r.until(l.worst)
	err := l.send(port, frame, until)
	if err == nil {
		err = l.receive(ctx, port, r, frame, until)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) && until.Before(l.worst) {
		return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
	}
	return err
}

func (l *Link) answer(r *request, err error) error {
	if err == nil {
		return nil
	}
	return l.fault(r, err, true)
}

// until is when r stops waiting: the link's limit or the caller's deadline.
func (r *request) until(worst time.Time) time.Time {
	if deadline, ok := r.ctx.Deadline(); ok && deadline.Before(worst) {
		return deadline
	}
	return worst
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
func (l *Link) receive(ctx context.Context, port Port, r *request, frame []byte, until time.Time) error {
	got := 0
	for {
		need, err := l.framing.need(frame, l.buffer[:got])
		if err != nil {
			return err
		}
		if got == need {
			return l.unwrap(r, frame, l.buffer[:got])
		}
		n, err := read(port, l.buffer[got:need], until, ctx, r.ctx)
		if err != nil {
			return unfinished(err, got, need)
		}
		got += n
	}
}

func (l *Link) unwrap(r *request, frame, answer []byte) error {
	pdu, err := l.framing.decode(frame, answer)
	if err != nil {
		return err
	}
	return r.absorb(pdu)
}

func unfinished(err error, got, need int) error {
	if got == 0 {
		return fmt.Errorf("no answer: %w", err)
	}
	return fmt.Errorf("answer ended after %d of %d bytes: %w", got, need, err)
}

// read waits for at least one byte until the time given, or until one of the
// two contexts ends: the link's and the caller's.
func read(port Port, b []byte, until time.Time, link, caller context.Context) (int, error) {
	for {
		now := time.Now()
		switch {
		case link.Err() != nil:
			return 0, errStopped
		case caller.Err() != nil:
			return 0, context.Cause(caller)
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

// count keeps the statistics of one exchange.
func (l *Link) count(err error) {
	var refusal *Exception
	var frame frameError
	switch {
	case err == nil:
	case errors.As(err, &refusal):
		l.exceptions.Add(1)
	case errors.As(err, &frame):
		l.corrupt.Add(1)
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		l.timeouts.Add(1)
	}
}
