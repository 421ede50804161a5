package history_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// TestATimeThatIsToldAgainLateIsNotSettledBy: of two values of one time the database keeps the
// larger, whichever is right. Where the second comes long after the first, from another boot of
// the home, that is not seen as two values; but its clock is not to be trusted, and so neither is settled by.
func TestATimeThatIsToldAgainLateIsNotSettledBy(t *testing.T) {
	e := open(t, t.TempDir())
	c := clientOf(t, "http://embedded", e)
	now := time.Now().Truncate(time.Second)
	at := func(s int) time.Time { return now.Add(time.Duration(s-100) * time.Second).UTC() }
	of := func(boot uint64, moment energy.Moment, last int, all ...energy.Report) wire.Batch {
		return wire.Batch{Site: "home-1", Boot: boot, Moment: moment, Waited: now.Sub(at(last)), Reports: all}
	}
	left, live := energy.Moment{}, energy.Moment{1}
	keep(t, c, e, now,
		of(2, live, 3, told(1, at(0), 300), told(2, at(1), 310), told(4, at(3), 330)),
		of(1, left, 0, told(7, at(0), 250)),                                           // left of the boot before, smaller
		of(2, live, 4, told(3, at(2), 320), told(5, at(4), 340)),                      // who goes on
		of(3, live, 5, told(1, at(2), 100), told(2, at(3), 500), told(3, at(5), 350))) // whose clock was set back by a second or two
	list, err := c.Known(t.Context(), "home-1", history.GridPower, energy.Interval{Start: at(0), End: now})
	require.NoError(t, err)
	f := func(i int, value float64, clock history.Clock) {
		t.Helper()
		require.Equal(t, []any{value, clock, false}, []any{list[i].Value, list[i].Clock, list[i].Corrected})
	}
	require.Len(t, list, 6)
	f(0, 300, history.ClockUnknown)
	f(1, 310, history.ClockRight)
	f(2, 320, history.ClockWrong)
	f(3, 500, history.ClockWrong)
	f(4, 340, history.ClockRight)
	f(5, 350, history.ClockRight)
	s := history.Settle(list)
	require.Len(t, s.Known, 3)
	require.Equal(t, 3, s.Clock)
}
