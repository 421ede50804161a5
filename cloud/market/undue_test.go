package market_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestADeviceThatIsNotDueAnyMoreIsNotPaidTwice recalculates an event: one of two
// devices has no part in it any more, and what it was paid is taken back.
func TestADeviceThatIsNotDueAnyMoreIsNotPaidTwice(t *testing.T) {
	book, err := ledger.Open(filepath.Join(t.TempDir(), "ledger"))
	require.NoError(t, err)
	evidence := ledger.HashOf([]byte("score"))
	pay := func(at time.Time, method string, weights ...int64) []ledger.Outcome {
		var shares []market.Share
		for i, w := range weights {
			shares = append(shares, market.Share{Site: energy.SiteID(fmt.Sprintf("home-%d", i)), Device: "battery", Weight: w})
		}
		drafts, err := event.Payments(1_000_001, shares, method, evidence, at)
		require.NoError(t, err)
		standing := book.Standing(event.Programme, event.ID)
		outcomes, err := book.Append(append(market.Undue(standing, drafts, evidence, at, "recalculated"), drafts...))
		require.NoError(t, err)
		late, err := book.Append(market.Late(drafts, outcomes[len(outcomes)-len(drafts):], "recalculated"))
		require.NoError(t, err)
		return append(outcomes, late...)
	}
	owed := func(want ...ledger.Micro) {
		t.Helper()
		rows, err := ledger.Sums(book.Entries(), ledger.ByDevice)
		require.NoError(t, err)
		var got []ledger.Micro
		for _, r := range rows {
			got = append(got, r.Amount)
		}
		require.Equal(t, want, got)
	}
	pay(evening, "pjm-score@1", 1, 1)
	owed(500_001, 500_000)
	pay(evening, "pjm-score@1", 0, 1)
	owed(0, 1_000_001)
	for _, o := range pay(evening, "pjm-score@1", 0, 1) {
		require.False(t, o.New, "what was taken back is not taken back again")
	}
	pay(evening, "pjm-score@2", 1, 1)
	owed(500_001, 500_000)
	pay(evening, "pjm-score@1", 3, 1)
	owed(750_001, 250_000)
	require.NoError(t, book.Close())
}

// A call stays settled by what was agreed when it was settled first; and where no
// price is set any more nothing is taken back.
func TestWhatWasAgreedStays(t *testing.T) {
	w, dir := capacity(), t.TempDir()
	holiday := []baseline.Date{{Year: 2026, Month: time.June, Day: 16}}
	c, book := w.clerk(t, dir, market.Terms{Currency: "USD", PerKWh: cents(500_000), Holidays: holiday})
	w.round(t, c, 10*time.Minute)
	require.EqualValues(t, 3_600_000, rows(t, book, ledger.ByEvent)[0].Amount)
	head := book.Head()
	require.NoError(t, book.Close())

	c, book = w.clerk(t, dir, market.Terms{Currency: "EUR", PerKWh: cents(700_000)})
	require.Equal(t, "USD", w.round(t, c, time.Hour).Terms.Currency)
	require.Equal(t, holiday, w.round(t, c, time.Hour).Terms.Holidays)
	require.Equal(t, head, book.Head())
	require.NoError(t, book.Close())

	require.NoError(t, os.Remove(filepath.Join(dir, "events", "e1", "record.json")))
	c, book = w.clerk(t, dir, market.Terms{})
	require.Contains(t, w.round(t, c, 24*time.Hour).NotSold, "no price")
	require.Equal(t, head, book.Head())
}

func TestACallWithoutHomesIsNotSettled(t *testing.T) {
	w := capacity()
	w.call.Homes = nil
	c, _ := w.clerk(t, t.TempDir(), market.Terms{})
	w.now = w.call.Ended.Add(time.Hour)
	c.Round(t.Context())
	require.Empty(t, c.Records())
}
