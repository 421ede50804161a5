package market_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A call is settled for the whole minutes in which it ran, and for no more.
func TestACallRanInWholeMinutes(t *testing.T) {
	at := func(minute, second int) time.Time {
		return evening.Add(time.Duration(minute)*time.Minute + time.Duration(second)*time.Second)
	}
	f := func(from, to, began, closed, wantFrom, wantTo time.Time) {
		t.Helper()
		got, ran := market.Ran(energy.Interval{Start: from, End: to}, began, closed)
		require.True(t, ran)
		require.Equal(t, energy.Interval{Start: wantFrom, End: wantTo}, got)
	}
	f(at(0, 0), at(60, 0), at(0, 1), at(60, 0), at(0, 0), at(60, 0))
	f(at(0, 0), at(60, 0), at(0, 1), at(60, 3), at(0, 0), at(60, 0))    // the tick came late
	f(at(0, 0), at(60, 0), at(0, 1), at(31, 59), at(0, 0), at(31, 0))   // it was stopped
	f(at(0, 0), at(60, 0), at(10, 20), at(60, 0), at(11, 0), at(60, 0)) // nobody was there to begin it
	f(at(0, 30), at(60, 30), at(0, 31), at(60, 30), at(1, 0), at(60, 0))
	for _, closed := range []time.Time{at(0, 59), at(0, 30), at(0, 0)} {
		_, ran := market.Ran(energy.Interval{Start: at(0, 0), End: at(60, 0)}, at(0, 1), closed)
		require.False(t, ran)
	}
}
