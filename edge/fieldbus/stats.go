package fieldbus

import "sync/atomic"

// State is whether the link has an open port.
type State uint32

// The states. The zero value is Down.
const (
	Down State = iota
	Connected
)

// String returns the state's stable name, as in metrics and logs.
func (s State) String() string {
	if s == Connected {
		return "connected"
	}
	return "down"
}

// Stats are counts since the link was made.
type Stats struct {
	Requests   uint64 // blocks asked for, refused ones included
	Timeouts   uint64 // sent, and not answered in time
	Corrupt    uint64 // answers that did not belong to the request
	Exceptions uint64 // refusals by a device
	Reconnects uint64 // ports opened after the first
	Dropped    uint64 // refused by a full queue, or expired in it unsent
	Stray      uint64 // bytes heard that nobody asked for
	State      State
}

// counters are written by the owner and by callers, and read by anyone.
type counters struct {
	requests, timeouts, corrupt, exceptions, opened, dropped, stray atomic.Uint64
	state                                                           atomic.Uint32
}

// Stats returns a snapshot; counts may be of slightly different instants.
func (l *Link) Stats() Stats {
	c := &l.counters
	return Stats{
		Requests: c.requests.Load(), Timeouts: c.timeouts.Load(), Corrupt: c.corrupt.Load(),
		Exceptions: c.exceptions.Load(), Reconnects: max(c.opened.Load(), 1) - 1,
		Dropped: c.dropped.Load(), Stray: c.stray.Load(), State: State(c.state.Load()),
	}
}
