package drivertest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var leaseCases = []testCase{
	{"it is back in its own mode when nobody refreshes", testLapse},
	{"a refresh keeps it", testKept},
	{"a release needs no lapse", testReleased},
}

// pass lets time go by on both sides, in steps shorter than any timer.
func (s *suite) pass(d time.Duration) {
	for ; d > 0; d -= time.Second {
		s.now = s.now.Add(time.Second)
		s.Bank.Pass(time.Second)
	}
}

// testLapse stops after one command: at half its time the power is still there, and
// when the driver says that it is over it is.
func testLapse(t *testing.T, s *suite) {
	s.Bank.Before = nil // time passes by pass alone
	for _, p := range []energy.Watts{1500, -1500} {
		s.hold(t, p)
		over := s.Control.Lapse(hold).Sub(s.now)
		require.Positive(t, over)
		require.LessOrEqual(t, over, s.Control.Most, "the device goes on longer than its document says")
		s.pass(hold / 2)
		s.inForce(t, p)
		s.pass(over - hold/2)
		s.own(t)
	}
}

func testKept(t *testing.T, s *suite) {
	s.Bank.Before = nil
	s.hold(t, 1500)
	for range 2 + 2*int(s.Control.Most/hold) {
		s.pass(hold / 2)
		s.hold(t, 1500)
	}
}

func testReleased(t *testing.T, s *suite) {
	s.Bank.Before = nil
	s.hold(t, 1500)
	require.NoError(t, s.Control.Release(t.Context()))
	s.own(t)
	s.pass(2 * s.Control.Most)
	s.own(t)
}
