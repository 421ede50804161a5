package wear

import "math"

// Ledger keeps how often each register that wears was written. Registers are
// those of a device by the name that its Key tells; day is a UTC date as in
// 2006-01-02.
type Ledger interface {
	// Written returns the writes of that day, and of all days for "". Of a day that it
	// has lost the count of it is Unknown, and what was written since on top.
	Written(device string, register uint16, day string) uint64
	// Count adds one. Where it fails, nothing is written to the device.
	Count(device string, register uint16, day string) error
}

// Unknown is a count that is lost: the day's budget is taken as spent, but for what is
// kept for a stop.
const Unknown = math.MaxUint32

// Borrower is a Ledger that also remembers what stood in a register before it was
// written for a time, so that it is put back even after a restart.
type Borrower interface {
	// Borrow remembers the value, and Return forgets it.
	Borrow(device string, register uint16, value float64)
	Return(device string, register uint16)
	// Borrowed returns what is to be put back, and false for nothing.
	Borrowed(device string, register uint16) (float64, bool)
}
