package market_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// BenchmarkSettle settles an event of 500 homes: 20 days read each minute, baseline,
// ledger, report and page.
func BenchmarkSettle(b *testing.B) {
	samples := house(2000, nil)
	for b.Loop() {
		var all []market.Delivered
		for i := range 500 {
			all = append(all, delivered(b, energy.SiteID(fmt.Sprintf("home-%d", i)), samples))
		}
		book, err := ledger.Open(filepath.Join(b.TempDir(), "ledger"))
		require.NoError(b, err)
		_, err = book.Append(sales(b, all, evening))
		require.NoError(b, err)
		r, err := event.Report(all, nil, nil, book.Entries(), book.Head(), evening.Add(time.Hour))
		require.NoError(b, err)
		var page bytes.Buffer
		require.NoError(b, r.Page(&page))
		text, err := r.JSON()
		require.NoError(b, err)
		b.ReportMetric(float64(page.Len())/500, "page-B/home")
		b.ReportMetric(float64(len(text))/500, "json-B/home")
		require.NoError(b, book.Close())
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/500/float64(b.N), "us/home")
}
