package market_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func (w *world) Sites() (all []energy.SiteID, err error) {
	for site := range w.homes {
		all = append(all, site)
	}
	return all, nil
}

// TestHomesAreComparedWithThoseThatWereNotCalled on a day that is like no other: what
// all homes did less is not what the called ones delivered.
func TestHomesAreComparedWithThoseThatWereNotCalled(t *testing.T) {
	w := capacity()
	storm := func(draw, help float64) func(string, time.Time) (float64, baseline.State) {
		return func(_ string, at time.Time) (float64, baseline.State) {
			if w.call.Span.Contains(at) {
				return -draw/2 + help, baseline.Metered // everybody drew half
			}
			return -draw, baseline.Metered
		}
	}
	w.homes = map[energy.SiteID]func(string, time.Time) (float64, baseline.State){"home-1": storm(600, 1200), "home-2": storm(2400, 600)}
	for i := range 4 {
		w.homes[energy.SiteID(fmt.Sprint("other-", i))] = storm(600*float64(1+i), 0) // 600, 1200, 1800, 2400
	}
	c, book := w.clerk(t, t.TempDir(), market.Terms{Currency: "USD", PerKWh: cents(500_000), Baseline: baseline.GroupID})
	r := w.round(t, c, 10*time.Minute)
	require.Equal(t, []any{"", 2}, []any{r.NotSold, r.Missing})
	devices := rows(t, book, ledger.ByHome)
	require.EqualValues(t, []int64{2_400_000, 1_200_000}, []int64{int64(devices[0].Energy), int64(devices[1].Energy)})
	doc := report(t, c, "e1")
	sources := map[string]bool{}
	for _, s := range doc.Sources {
		sources[s.ID] = true
	}
	require.True(t, sources["other-0/grid_w"] && sources["other-3/grid_w"], "what was compared with is a source")
	require.False(t, sources["other-1/grid_w"])
	require.Equal(t, "3.600000", value(t, doc, "credited"))

	for i := range 4 {
		delete(w.homes, energy.SiteID(fmt.Sprint("other-", i)))
	}
	r = w.round(t, c, time.Hour)
	require.Equal(t, 4, r.Missing)
	require.Zero(t, rows(t, book, ledger.ByEvent)[0].Amount, "nobody is left to compare with")
	require.Contains(t, strings.Join(report(t, c, "e1").Notes, " "), "home-1/grid_w: it cannot be compared")
}
