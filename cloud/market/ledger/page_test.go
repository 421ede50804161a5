package ledger_test

import (
	"iter"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Parts of a ledger are the entries that all of it has, before and after it is
// opened again.
func TestALedgerIsReadInParts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := open(t, path)
	first, other := sale("capacity", 0, 30), sale("reserve", 30, 60)
	other.Event, other.Site = "e2", "home-2"
	appendAll(t, l, first, other, sale("reserve", 5, 20), payment(5))
	appendAll(t, l, correction(1, first, 1, 0), correction(1, first, 2, 0))
	appendAll(t, l, correction(1, first, 3, 0))
	numbers := func(entries iter.Seq2[ledger.Entry, error]) (list []uint64) {
		for e, err := range entries {
			require.NoError(t, err)
			list = append(list, e.Seq)
		}
		return list
	}
	check := func() {
		t.Helper()
		require.EqualValues(t, 6, l.Head().Seq)
		require.Equal(t, []uint64{1, 4, 5, 6}, numbers(l.Of("capacity", "e1")))
		require.Equal(t, []uint64{2}, numbers(l.Of("reserve", "e2")))
		require.Equal(t, []uint64{3, 4}, numbers(l.Page(2, 2)))
		require.Equal(t, []uint64{6}, numbers(l.Page(5, 9)))
		require.Empty(t, numbers(l.Page(6, 9)))
		span := energy.Interval{Start: noon, End: noon.Add(time.Hour)}
		require.Equal(t, []uint64{1, 3, 4, 5, 6}, numbers(l.Owed("home-1", span)))
		require.Equal(t, []uint64{3}, numbers(l.Owed("home-1", energy.Interval{Start: noon.Add(30 * time.Minute), End: noon.Add(time.Hour)})))
		require.Empty(t, numbers(l.Owed("home-9", span)))
		for _, level := range ledger.Levels() {
			want, err := ledger.Sums(l.Entries(), level)
			require.NoError(t, err)
			got, err := l.Sums(level, ledger.Account{})
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		got, err := l.Sums(ledger.ByEvent, ledger.Account{Site: "home-1", Programme: "capacity"})
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.Equal(t, 4, got[0].Entries)
		end, found, err := ledger.Verify(l.Copy(), l.Head())
		require.NoError(t, err)
		require.Empty(t, found)
		require.Equal(t, l.Head(), end)
	}
	check()
	require.NoError(t, l.Close())
	l = open(t, path)
	check()
	require.NoError(t, l.Close())
}
