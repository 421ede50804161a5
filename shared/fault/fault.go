package fault

import (
	"errors"
	"strings"
)

// Kind is what sort of failure an error is. Kinds cross the wire: do not
// reorder, add new ones at the end.
type Kind uint8

// The kinds. The zero value is Internal, so that an unclassified error is
// never mistaken for something a caller may safely retry.
const (
	Internal    Kind = iota // our own mistake
	Invalid                 // the request or configuration is wrong
	Denied                  // this identity has no right to it
	NotFound                // the subject is unknown
	Conflict                // version or state differs from what the caller assumed
	Unsupported             // the device or peer lacks the function
	Unsafe                  // outside the safety envelope; never retried
	Stale                   // data or order too old to act on
	Busy                    // try later (Modbus exception 5 and 6, a full queue)
	Unreachable             // nothing was sent
	Unknown                 // sent, no answer: it may have happened
	Corrupt                 // bad checksum, frame, signature or file
)

var names = [...]string{
	"internal", "invalid", "denied", "not_found", "conflict", "unsupported",
	"unsafe", "stale", "busy", "unreachable", "unknown", "corrupt",
}

// String returns the kind's stable name, as in JSON, metrics and logs.
func (k Kind) String() string {
	if int(k) < len(names) {
		return names[k]
	}
	return "internal"
}

// Retryable tells whether the same request may be sent again as it is.
// Unknown is not: its outcome has to be read back first.
func (k Kind) Retryable() bool { return k == Busy || k == Unreachable }

// Error is a classified error. Err is the cause and may be nil.
type Error struct {
	Op      string // what was being done: "read inverter"
	Kind    Kind
	Subject string // what it was done to: a site, device, file or key
	Hint    string // the way out, for the person who reads it
	Err     error
}

// Error returns one line: operation, subject, cause, hint.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Subject != "" {
		b.WriteString(" " + e.Subject)
	}
	b.WriteString(": ")
	if e.Err != nil {
		b.WriteString(e.Err.Error())
	} else {
		b.WriteString(e.Kind.String())
	}
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the outermost *Error in err's chain, and Internal
// where there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// HintOf returns the outermost hint in err's chain, or "".
func HintOf(err error) string {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return ""
		}
		if e.Hint != "" {
			return e.Hint
		}
		err = e.Err
	}
	return ""
}
