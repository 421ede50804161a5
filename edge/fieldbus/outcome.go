package fieldbus

import (
	"errors"
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// frameError is an answer that is not one to the request.
type frameError string

// Error says what did not match.
func (e frameError) Error() string { return string(e) }

func malformed(format string, a ...any) error { return frameError(fmt.Sprintf(format, a...)) }

func (b *block) op() string {
	verb := "read"
	if b.writes() {
		verb = "write"
	}
	return fmt.Sprintf("%s registers %d..%d", verb, b.address, int(b.address)+b.count-1)
}

// fault classifies why b failed; wasSent tells whether the device may have
// heard of it.
func (l *Link) fault(b *block, cause error, wasSent bool) error {
	kind, hint := b.outcome(cause, wasSent)
	return &fault.Error{Op: b.op(), Kind: kind, Hint: hint, Err: cause,
		Subject: fmt.Sprintf("unit %d at %s", b.unit, l.config.Address)}
}

// outcome is the kind and the way out of a failure. A read that was not
// answered has changed nothing, so it may be repeated; a write may have been
// carried out.
func (b *block) outcome(cause error, wasSent bool) (fault.Kind, string) {
	var refusal *Exception
	var frame frameError
	switch {
	case !wasSent: // whatever the link went down of before
		return fault.Unreachable, "nothing was sent: check address, cable and power"
	case errors.As(cause, &refusal):
		return refusal.kind(), ""
	case errors.As(cause, &frame) && b.writes():
		return fault.Corrupt, "it may have been written: read it back"
	case errors.As(cause, &frame):
		return fault.Corrupt, "check wiring, termination, and that no second master polls"
	case b.writes():
		return fault.Unknown, "it may have been written: read it back"
	}
	return fault.Unreachable, "check the unit number, and that the device is powered"
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
