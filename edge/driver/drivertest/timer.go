package drivertest

import (
	"slices"
	"time"
)

// Timer is a device's own way back to its own mode, by hand from its document: a
// time that begins to run with a write to one of some registers, and what happens
// at its end.
type Timer struct {
	Starts []uint16
	Length func(*Bank) time.Duration // 0 never ends
	End    func(*Bank)

	left time.Duration
}

// written begins the time where one of its registers was among those written.
func (t *Timer) written(b *Bank, address uint16, count int) {
	if slices.ContainsFunc(t.Starts, func(s uint16) bool { return s >= address && int(s) < int(address)+count }) {
		t.left = t.Length(b)
	}
}

// Pass lets time pass for the device's timers.
func (b *Bank) Pass(d time.Duration) {
	for _, t := range b.Timers {
		if t.left == 0 {
			continue
		}
		if t.left -= d; t.left <= 0 {
			t.left = 0
			t.End(b)
		}
	}
}
