package fieldbus

import "sync/atomic"

// Stats are counts since the link was made.
type Stats struct {
	Requests   uint64 // blocks asked for, refused ones included
	Exchanges  uint64 // frames sent
	Merged     uint64 // blocks read in the frame of another
	Timeouts   uint64 // sent, and not answered in time
	Corrupt    uint64 // answers that did not belong to the request
	Exceptions uint64 // refusals by a device
	Busy       uint64 // of those, for it was busy
	Reconnects uint64 // ports opened after the first
	Dropped    uint64 // refused by a full queue or for a silent unit, or expired unsent
	Stray      uint64 // bytes heard that nobody asked for
	Foreign    uint64 // whole frames among them that another master caused
	State      State
}

// counters are written by the owner and by callers, and read by anyone.
type counters struct {
	requests, exchanges, merged, timeouts, corrupt, exceptions atomic.Uint64
	opened, dropped, stray, foreign, busy                      atomic.Uint64
}

// Stats returns a snapshot; counts may be of slightly different instants.
func (l *Link) Stats() Stats {
	c := &l.counters
	state, _ := l.State()
	return Stats{
		Requests: c.requests.Load(), Exchanges: c.exchanges.Load(), Merged: c.merged.Load(),
		Timeouts: c.timeouts.Load(), Corrupt: c.corrupt.Load(),
		Exceptions: c.exceptions.Load(), Busy: c.busy.Load(), Reconnects: max(c.opened.Load(), 1) - 1,
		Dropped: c.dropped.Load(), Stray: c.stray.Load(), Foreign: c.foreign.Load(), State: state,
	}
}
