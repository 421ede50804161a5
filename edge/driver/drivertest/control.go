package drivertest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var controlCases = []testCase{
	{"a battery that is commanded tells how much it takes and gives", testBounds},
	{"what is held is read back", testReadBack},
	{"0 W is an order", testZero},
	{"accepted is not applied", testDeaf},
	{"no power is in force without its timer", testTimerFirst},
	{"a repeat refreshes the timer", testRefresh},
	{"release gives back its own mode", testRelease},
	{"nothing is sent after a failure", testWriteErrors},
	{"an answer that is lost leaves the outcome open", testLostAnswer},
}

// testBounds: a limit that is missing counts as 0 W, and the battery would be held there
// for good.
func testBounds(t *testing.T, s *suite) {
	got, err := s.Read(t.Context())
	require.NoError(t, err)
	for _, most := range []energy.Reading[energy.Watts]{got.MaxCharge, got.MaxDischarge} {
		p, told := most.Value()
		require.True(t, told)
		require.Positive(t, p)
	}
}

const hold = 60 * time.Second

// hold commands p and requires the registers to say so.
func (s *suite) hold(t *testing.T, p energy.Watts) {
	t.Helper()
	require.NoError(t, s.Control.Hold(t.Context(), p, hold))
	s.inForce(t, p)
}

func (s *suite) inForce(t *testing.T, want energy.Watts) {
	t.Helper()
	c := s.Control.InForce(s.Bank)
	require.True(t, c.On)
	require.InDelta(t, float64(want), float64(c.Power), float64(s.Control.Count))
	p, on, err := s.Control.Applied(t.Context())
	if s.Control.Blind {
		require.Equal(t, fault.Unsupported, kindOf(err), "%v", err)
		return
	}
	require.NoError(t, err)
	require.True(t, on)
	require.InDelta(t, float64(want), float64(p), float64(s.Control.Count))
}

// own requires the device to be in its own mode.
func (s *suite) own(t *testing.T) {
	t.Helper()
	require.False(t, s.Control.InForce(s.Bank).On)
	_, on, err := s.Control.Applied(t.Context())
	require.NoError(t, err)
	require.False(t, on)
}

func testReadBack(t *testing.T, s *suite) {
	s.own(t)
	for _, p := range []energy.Watts{1500, -1500, 2500, -100} {
		s.hold(t, p)
	}
}

func testZero(t *testing.T, s *suite) {
	s.hold(t, 0)
	s.hold(t, 1000)
	s.hold(t, 0)
}

func testDeaf(t *testing.T, s *suite) {
	s.Bank.Deaf = true
	_ = s.Control.Hold(t.Context(), 1500, hold)
	s.own(t)
	s.Bank.Deaf = false
	s.hold(t, 500)
	s.Bank.Deaf = true
	_ = s.Control.Hold(t.Context(), 1500, hold)
	s.inForce(t, 500)
}

// After each write, also those that follow on what another master left in force
// without an end: if the power is ours, so is its timer.
func testTimerFirst(t *testing.T, s *suite) {
	s.Bank.After = func() error {
		c := s.Control.InForce(s.Bank)
		if c.On && (c.Power-1500).Abs() <= s.Control.Count && s.timed() {
			require.Greater(t, c.Timer, time.Duration(0))
			require.LessOrEqual(t, c.Timer, hold)
		}
		return nil
	}
	s.hold(t, 1500)
	s.Control.Leave(s.Bank)
	left := s.Control.InForce(s.Bank)
	require.True(t, left.On && left.Timer == 0 && (left.Power-1500).Abs() > s.Control.Count)
	s.hold(t, 1500)
}

// timed tells whether a register counts the time of a command.
func (s *suite) timed() bool { return !s.Control.Fixed && !s.Control.Kept }

func testRefresh(t *testing.T, s *suite) {
	s.hold(t, 1500)
	if !s.timed() {
		s.Bank.Writes = nil
		s.hold(t, 1500)
		require.Equal(t, s.Control.Fixed, len(s.Bank.Writes) > 0, "a time of its own runs on unless it is written, and what is kept is not")
		return
	}
	require.NotZero(t, s.Control.InForce(s.Bank).Timer)
	s.now = s.now.Add(20 * time.Second)
	s.Bank.Writes = nil
	s.hold(t, 1500)
	require.NotEmpty(t, s.Bank.Writes, "a timer runs on unless it is written")
	left := s.Control.InForce(s.Bank).Timer
	require.True(t, left > hold-20*time.Second && left <= hold, "%v", left)
}

func testRelease(t *testing.T, s *suite) {
	s.hold(t, -1500)
	require.NoError(t, s.Control.Release(t.Context()))
	s.own(t)
	s.Bank.Writes = nil
	require.NoError(t, s.Control.Release(t.Context()))
	require.Empty(t, s.Bank.Writes, "there was nothing to release")
	s.Control.Leave(s.Bank)
	require.NoError(t, s.Control.Release(t.Context()))
	s.own(t)
}

// writes counts those of one command from the device's own mode.
func (s *suite) writes(t *testing.T) int {
	require.NoError(t, s.Control.Release(t.Context()))
	s.Bank.Writes = nil
	require.NoError(t, s.Control.Hold(t.Context(), 1500, hold))
	return len(s.Bank.Writes)
}

// Each request of a command fails in turn, with each kind. What follows the last
// write is reading back.
func testWriteErrors(t *testing.T, s *suite) {
	s.writes(t) // what is stored stands from here on
	all := s.writes(t)
	for _, k := range kinds {
		for nth := 1; ; nth++ {
			require.NoError(t, s.Control.Release(t.Context()))
			requests, after := 0, 0
			s.Bank.Writes = nil
			s.Bank.Before = func(bool) error {
				requests++
				if requests > nth {
					after++
				}
				if requests == nth {
					return failure(k)
				}
				return nil
			}
			err := s.Control.Hold(t.Context(), 1500, hold)
			sent := len(s.Bank.Writes)
			s.reset()
			if requests < nth {
				require.NoError(t, err)
				break
			}
			require.Equal(t, k, kindOf(err), "request %d: %v", nth, err)
			require.Zero(t, after, "request %d of a command failed and another was sent", nth)
			if sent < all && !s.Control.Early {
				require.False(t, s.Control.InForce(s.Bank).On, "in force after request %d failed", nth)
			}
		}
	}
}

// The device took the write and its answer was lost: the caller hears Unknown,
// and reading back says what is in force.
func testLostAnswer(t *testing.T, s *suite) {
	for nth := 1; ; nth++ {
		require.NoError(t, s.Control.Release(t.Context()))
		s.Bank.Writes = nil
		s.Bank.After = func() error {
			if len(s.Bank.Writes) == nth {
				return failure(fault.Unknown)
			}
			return nil
		}
		err := s.Control.Hold(t.Context(), 1500, hold)
		sent := len(s.Bank.Writes)
		s.reset()
		if sent < nth {
			require.NoError(t, err)
			return
		}
		require.Equal(t, fault.Unknown, kindOf(err))
		require.Equal(t, nth, sent, "a write after one whose outcome is open")
		_, on, err := s.Control.Applied(t.Context())
		if s.Control.Blind && s.Control.InForce(s.Bank).On {
			require.Equal(t, fault.Unsupported, kindOf(err), "%v", err)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, s.Control.InForce(s.Bank).On, on)
	}
}
