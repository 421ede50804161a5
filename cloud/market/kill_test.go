package market_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAClerkThatDiesAnywhereEntersNothingTwice ends a clerk before each of the files
// that it writes, the one after the other, at the first look and at one that
// corrects. Who goes on from what is left ends where one ends who was not disturbed.
func TestAClerkThatDiesAnywhereEntersNothingTwice(t *testing.T) {
	terms := market.Terms{Currency: "USD", PerKWh: cents(500_000)}
	died := errors.New("killed")
	// live has clerks settle as far as looks go; the one that would write the n-th file
	// is the last that it lives to.
	live := func(dir string, n int) (finished bool, files []string) {
		w := capacity()
		left, done := n, true
		for look, after := range []time.Duration{10 * time.Minute, time.Hour} {
			if look == 1 {
				w.homes["home-1"], w.homes["home-4"] = w.steady(3000), w.steady(600)
				delete(w.homes, "home-2")
			}
			w.now = w.call.Ended.Add(after)
			c, book := w.clerk(t, dir, terms)
			market.OnWrite(c, func(path string) error {
				if left--; left < 0 {
					done = false
					return died
				}
				return nil
			})
			c.Round(t.Context())
			require.NoError(t, book.Close())
			c, book = w.clerk(t, dir, terms) // after the restart
			w.now = w.now.Add(retry)
			c.Round(t.Context())
			require.NoError(t, book.Close())
		}
		for _, name := range []string{"ledger", "events/e1/settled.csv"} {
			text, err := os.ReadFile(filepath.Join(dir, name))
			require.NoError(t, err)
			files = append(files, string(text))
		}
		return done, files
	}
	sums := func(dir string) []ledger.Row {
		book, err := ledger.Open(filepath.Join(dir, "ledger"))
		require.NoError(t, err)
		defer func() { require.NoError(t, book.Close()) }()
		return rows(t, book, ledger.ByDevice)
	}
	whole := t.TempDir()
	_, want := live(whole, 1000)
	n := 0
	for finished := false; !finished; n++ {
		dir := t.TempDir()
		var files []string
		finished, files = live(dir, n)
		require.Equal(t, sums(whole), sums(dir), "killed before file %d", n)
		require.Equal(t, len(want[1]), len(files[1]), "the report is of all that was entered")
	}
	require.Greater(t, n, 16, "two looks of at least eight files each")
	devices := sums(whole)
	require.Equal(t, []energy.SiteID{"home-1", "home-2", "home-4"}, []energy.SiteID{devices[0].Site, devices[1].Site, devices[2].Site})
	require.Zero(t, devices[1].Amount)
}
