package drivertest

import (
	"context"
	"testing"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Subject is one device, freshly opened on its Bank: in its own mode, and with
// no 0 in any register that a reading comes from.
type Subject struct {
	Bank   *Bank
	Device any      // the driver's device, for what it lets others do
	Models []uint16 // SunSpec models that are read each time
	// Map is that of a vendor's device, which is read from Places each time.
	Map    *regmap.Device
	Places []Place
	Read   func(context.Context) (energy.Snapshot, error)
	Signs  []Sign
	// Control is nil for a device that takes no setpoint.
	Control *Control
	// Curb is nil for a device whose PV cannot be held back.
	Curb *Curb
}

// Sign is a power as the device tells it, and as the plant has to see it.
type Sign struct {
	Name string // "discharging 1200 W"
	Tell func(*Bank)
	Of   func(energy.Snapshot) energy.Reading[energy.Watts]
	Want energy.Watts
}

// Control is how a Subject is commanded.
type Control struct {
	// Hold commands p, approved by safety, for the time given.
	Hold func(ctx context.Context, p energy.Watts, hold time.Duration) error
	// Release gives the battery back.
	Release func(context.Context) error
	// Applied reads back what is in force, false for the device's own mode.
	Applied func(context.Context) (energy.Watts, bool, error)
	// InForce is what the registers command.
	InForce func(*Bank) Command
	// Leave puts in force what another master left: some power, without an end.
	Leave func(*Bank)
	// Count is the power of one count of the device's register.
	Count energy.Watts
	// Fixed tells that the device's time is its own, which no register tells of, and
	// Kept that there is none: what is in force stays.
	Fixed, Kept bool
	// Blind tells that the power in force cannot be read: Applied says so.
	Blind bool
	// Early tells that the maker wants the command begun before its power is told.
	Early bool
	// Lapse is when the driver says the device is in its own mode again after a
	// command for that long, and Most how long it may go on by its document. Nil
	// where the Bank has no Timers.
	Lapse func(hold time.Duration) time.Time
	Most  time.Duration
}

// Command is what a device's registers ask of its battery.
type Command struct {
	On    bool
	Power energy.Watts
	Timer time.Duration // 0 never ends
}

// start is when each case begins, on a clock that moves only with the bank.
var start = time.Unix(1e9, 0)

// suite is one case's subject with its clock.
type suite struct {
	Subject
	now time.Time
}

// Test runs every case, each on a Subject of its own. The clock it hands to
// open moves by a second with each answer of the Bank.
func Test(t *testing.T, open func(t testing.TB, clock func() time.Time) Subject) {
	run := func(name string, test func(*testing.T, *suite)) {
		t.Run(name, func(t *testing.T) {
			s := &suite{now: start}
			s.Subject = open(t, func() time.Time { return s.now })
			s.reset()
			test(t, s)
		})
	}
	for _, c := range readCases {
		run(c.name, c.test)
	}
	s := open(t, func() time.Time { return start })
	var more []testCase
	if s.Control != nil {
		more = append(more, controlCases...)
	}
	if s.Control != nil && !s.Control.Kept {
		more = append(more, leaseCases...)
	}
	if s.Curb != nil {
		more = append(more, curbCases...)
	}
	for _, c := range more {
		run(c.name, c.test)
	}
}

type testCase struct {
	name string
	test func(*testing.T, *suite)
}

// reset forgets what opening has done.
func (s *suite) reset() {
	s.Bank.Reads, s.Bank.Writes, s.Bank.After = 0, nil, nil
	s.Bank.Before = func(bool) error { s.now = s.now.Add(time.Second); return nil }
}
