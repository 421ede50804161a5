package drivertest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Curb is how a Subject's PV is held back.
type Curb struct {
	// Cut lets no more than most through, approved by safety, for the time given.
	Cut func(ctx context.Context, most energy.Watts, hold time.Duration) error
	// Free lets all of it through again.
	Free func(context.Context) error
	// InForce is what the registers let through, and false for all.
	InForce func(*Bank) (energy.Watts, bool)
	// Count is the power of one count of the device's register.
	Count energy.Watts
	// Most is how long the limit may go on after its last write, 0 for as long as
	// nobody takes it back.
	Most time.Duration
	// Blind tells that the register cannot be read, or is not before the next cut.
	Blind bool
}

var curbCases = []testCase{
	{"PV is held to what was asked, and to less by a count at most", testCurtails},
	{"free lets all PV through, once", testFree},
	{"an accepted limit is not an applied one", testDeafCurb},
	{"nothing of a limit is sent after a failure", testCurbErrors},
	{"a limit ends as its document says", testCurbLapse},
}

func (s *suite) cut(t *testing.T, most energy.Watts) {
	t.Helper()
	require.NoError(t, s.Curb.Cut(t.Context(), most, hold))
	got, on := s.Curb.InForce(s.Bank)
	require.True(t, on)
	require.LessOrEqual(t, float64(got), float64(most)+0.01)
	require.GreaterOrEqual(t, float64(got), float64(most-s.Curb.Count)-0.01)
}

func (s *suite) uncut(t *testing.T) {
	t.Helper()
	_, on := s.Curb.InForce(s.Bank)
	require.False(t, on)
}

func testCurtails(t *testing.T, s *suite) {
	s.uncut(t)
	for _, most := range []energy.Watts{3000, 1234, 0, 2000} {
		s.cut(t, most)
	}
}

func testFree(t *testing.T, s *suite) {
	s.cut(t, 1000)
	require.NoError(t, s.Curb.Free(t.Context()))
	s.uncut(t)
	s.Bank.Writes = nil
	require.NoError(t, s.Curb.Free(t.Context()))
	require.Empty(t, s.Bank.Writes, "there was nothing to free")
	s.cut(t, 500)
}

func testDeafCurb(t *testing.T, s *suite) {
	s.Bank.Deaf = true
	err := s.Curb.Cut(t.Context(), 1000, hold)
	s.uncut(t)
	if !s.Curb.Blind {
		require.Equal(t, fault.Conflict, kindOf(err), "%v", err)
	}
	s.Bank.Deaf = false
	s.cut(t, 1000)
}

func testCurbErrors(t *testing.T, s *suite) {
	for _, k := range kinds {
		for nth := 1; ; nth++ {
			require.NoError(t, s.Curb.Free(t.Context()))
			requests := 0
			s.Bank.Before = func(bool) error {
				if requests++; requests == nth {
					return failure(k)
				}
				return nil
			}
			err := s.Curb.Cut(t.Context(), 1000, hold)
			s.reset()
			if requests < nth {
				require.NoError(t, err)
				break
			}
			require.Equal(t, k, kindOf(err), "request %d: %v", nth, err)
			require.Equal(t, nth, requests, "a request after one that failed")
		}
	}
}

func testCurbLapse(t *testing.T, s *suite) {
	s.Bank.Before = nil
	s.cut(t, 1000)
	s.pass(hold / 2)
	_, on := s.Curb.InForce(s.Bank)
	require.True(t, on)
	s.pass(max(s.Curb.Most, time.Hour))
	_, on = s.Curb.InForce(s.Bank)
	require.Equal(t, s.Curb.Most == 0, on)
	require.NoError(t, s.Curb.Free(t.Context()))
	s.uncut(t)
}
