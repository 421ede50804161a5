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

// BenchmarkLook looks at a call of 10,000 homes that are known each four minutes, and
// writes its report: what the clerk itself takes, beside reading.
func BenchmarkLook(b *testing.B) {
	const homes = 10_000
	w := capacity()
	w.every, w.call.Homes = 4*time.Minute, nil
	for i := range homes {
		site := energy.SiteID(fmt.Sprintf("home-%05d", i))
		w.call.Homes = append(w.call.Homes, market.Home{Site: site, Device: "battery", Up: 1000})
		w.homes[site] = w.steady(1200)
	}
	for b.Loop() {
		dir := b.TempDir()
		book, err := ledger.Open(filepath.Join(dir, "ledger"))
		require.NoError(b, err)
		c, err := market.NewClerk(w.office(dir, book, market.Terms{Currency: "USD", PerKWh: cents(500_000)}))
		require.NoError(b, err)
		w.now = w.call.Ended.Add(10 * time.Minute)
		c.Round(b.Context())
		r, err := c.Record("e1")
		require.NoError(b, err)
		require.Zero(b, r.Missing)
		require.EqualValues(b, homes, book.Head().Seq)
		require.NoError(b, book.Close())
		text, err := c.File("e1", "report.json")
		require.NoError(b, err)
		b.ReportMetric(float64(len(text))/1e6, "report-MB")
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/homes/float64(b.N), "us/home")
}
