package gateway

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheLedgerCountsByDayAndEver(t *testing.T) {
	l := newLedger(Past{})
	f := func(day string, today, total uint64) {
		t.Helper()
		require.Equal(t, today, l.Written("x", 7, day))
		require.Equal(t, total, l.Written("x", 7, ""))
	}
	f("2030-01-31", 0, 0)
	require.NoError(t, l.Count("x", 7, "2030-01-31"))
	require.NoError(t, l.Count("x", 7, "2030-01-31"))
	require.NoError(t, l.Count("x", 8, "2030-01-31"))
	f("2030-01-31", 2, 2)
	f("2030-02-01", 0, 2)
	require.NoError(t, l.Count("x", 7, "2030-02-01"))
	f("2030-02-01", 1, 3)
	f("2030-01-31", 1, 3) // a clock set back
	l = newLedger(Past{Wear: l.all()})
	f("2030-02-01", 1, 3)
	_, changed := l.news()
	require.False(t, changed)
	require.NoError(t, l.Count("x", 7, "2030-02-01"))
	_, changed = l.news()
	require.True(t, changed)
}

func TestFault095_LostCountsStandForASpentDay(t *testing.T) {
	l := newLedger(Past{Lost: []State{WearState}})
	require.Greater(t, l.Written("x", 7, "2030-01-31"), uint64(1e6))
	require.Zero(t, l.Written("x", 7, "2030-02-01"))
	again := newLedger(Past{Wear: l.all()})
	require.Greater(t, again.Written("x", 7, "2030-01-31"), uint64(1e6), "a restart earns no new budget")
	require.Zero(t, again.Written("x", 7, "2030-02-01"))
}

// What is to be put back outlives a restart, and earns no budget.
func TestTheLedgerRemembersWhatToPutBack(t *testing.T) {
	l := newLedger(Past{Lost: []State{WearState}})
	l.Borrow("x", 7, 70)
	require.Greater(t, l.Written("x", 7, "2030-01-31"), uint64(1e6))
	_, changed := l.news()
	require.True(t, changed)
	l = newLedger(Past{Wear: l.all()})
	v, owed := l.Borrowed("x", 7)
	require.True(t, owed)
	require.InDelta(t, 70, v, 0)
	require.NoError(t, l.Count("x", 7, "2030-01-31"))
	_, owed = l.Borrowed("x", 7)
	require.True(t, owed)
	l.Return("x", 7)
	l.Return("x", 8)
	_, owed = l.Borrowed("x", 7)
	require.False(t, owed)
}
