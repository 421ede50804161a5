package fieldbus

import (
	"errors"
	"fmt"

	"github.com/goburrow/modbus"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// frameError is an answer that is not one to the request.
type frameError string

// Error says what did not match.
func (e frameError) Error() string { return string(e) }

func malformed(format string, a ...any) error { return frameError(fmt.Sprintf(format, a...)) }

func (r *request) writes() bool { return r.function == modbus.FuncCodeWriteMultipleRegisters }

func (r *request) op() string {
	verb := "read"
	if r.writes() {
		verb = "write"
	}
	return fmt.Sprintf("%s registers %d..%d", verb, r.address, int(r.address)+r.count-1)
}

// fault classifies why r failed; wasSent tells whether the device may have
// heard of it.
func (l *Link) fault(r *request, cause error, wasSent bool) error {
	kind, hint := r.outcome(cause, wasSent)
	return &fault.Error{Op: r.op(), Kind: kind, Hint: hint, Err: cause,
		Subject: fmt.Sprintf("unit %d at %s", r.unit, l.config.Address)}
}

// outcome is the kind and the way out of a failure. A read that was not
// answered has changed nothing, so it may be repeated; a write may have been
// carried out.
func (r *request) outcome(cause error, wasSent bool) (fault.Kind, string) {
	var refusal *Exception
	var frame frameError
	switch {
	case !wasSent: // whatever the link went down of before
		return fault.Unreachable, "nothing was sent: check address, cable and power"
	case errors.As(cause, &refusal):
		return refusal.kind(), ""
	case errors.As(cause, &frame) && r.writes():
		return fault.Corrupt, "it may have been written: read it back"
	case errors.As(cause, &frame):
		return fault.Corrupt, "check wiring, termination, and that no second master polls"
	case r.writes():
		return fault.Unknown, "it may have been written: read it back"
	}
	return fault.Unreachable, "check the unit number, and that the device is powered"
}

// full is the answer when the queue has no room.
func (l *Link) full(r *request) error {
	return &fault.Error{Op: r.op(), Kind: fault.Busy, Subject: l.config.Address,
		Hint: "poll less often, or give the link fewer devices",
		Err:  fmt.Errorf("%d requests are waiting", cap(l.queue))}
}

// partly corrects a fault after the first done words were written: what says
// "nothing was sent" of its block is not true of the whole.
func partly(err error, done int) error {
	if done == 0 {
		return err
	}
	kind := fault.KindOf(err)
	if kind.Retryable() {
		kind = fault.Unknown
	}
	return &fault.Error{Op: fmt.Sprintf("write in blocks, %d words written", done), Kind: kind,
		Hint: "read all of them back", Err: err}
}
