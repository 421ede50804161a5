package fieldbus

import (
	"errors"
	"io/fs"
	"syscall"
	"time"
)

// State is whether the link has an open port. No state is an error: each ends
// by itself when the cause does.
type State uint32

// The states. The zero value is Down.
const (
	Down      State = iota // no connection yet, or lost
	Unplugged              // the serial device is gone
	Connected              // the port is open; see Unit for who answers
)

// String returns the state's stable name, as in metrics and logs.
func (s State) String() string {
	switch s {
	case Connected:
		return "connected"
	case Unplugged:
		return "unplugged"
	}
	return "down"
}

// State is the link's, and since when: the zero time before Run.
func (l *Link) State() (State, time.Time) {
	l.standing.mu.Lock()
	defer l.standing.mu.Unlock()
	return l.standing.state, l.standing.since
}

// Trouble is why the link has no open port, nil where it has one or nobody has tried.
func (l *Link) Trouble() error {
	l.standing.mu.Lock()
	defer l.standing.mu.Unlock()
	return l.standing.trouble
}

// Disputed tells whether another master uses this serial line, and when it was
// heard last; the zero time: never.
func (l *Link) Disputed() (bool, time.Time) {
	l.standing.mu.Lock()
	defer l.standing.mu.Unlock()
	return l.standing.disputed, l.standing.foreign
}

// dispute notes when another master was heard last, and whether it counts.
func (l *Link) dispute(counts bool, last time.Time) {
	l.standing.mu.Lock()
	defer l.standing.mu.Unlock()
	l.standing.disputed, l.standing.foreign = counts, last
}

func (l *Link) become(s State, now time.Time, trouble error) {
	l.standing.mu.Lock()
	defer l.standing.mu.Unlock()
	l.standing.trouble = trouble
	if l.standing.state != s || l.standing.since.IsZero() {
		l.standing.state, l.standing.since = s, now
	}
}

// without is the state of a link that has no port because of err.
func without(err error) State {
	for _, gone := range []error{fs.ErrNotExist, syscall.ENODEV, syscall.ENXIO} {
		if errors.Is(err, gone) {
			return Unplugged
		}
	}
	return Down
}
