package market_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
)

// officeEnv makes the test binary a clerk who works in a folder until all is settled.
const officeEnv = "MARKET_TEST_OFFICE"

func TestMain(m *testing.M) {
	dir := os.Getenv(officeEnv)
	if dir == "" {
		os.Exit(m.Run())
	}
	if err := settleAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// settleAll looks at a call three times, and each time more is known.
func settleAll(dir string) error {
	book, err := ledger.Open(filepath.Join(dir, "ledger"))
	if err != nil {
		return err
	}
	for look, after := range []time.Duration{10 * time.Minute, time.Hour, 24 * time.Hour} {
		w := capacity()
		if look > 0 {
			w.homes["home-1"], w.homes["home-4"] = w.steady(3000), w.steady(600)
		}
		if look > 1 {
			delete(w.homes, "home-2")
		}
		w.now = w.call.Ended.Add(after)
		c, err := market.NewClerk(w.office(dir, book, market.Terms{Currency: "USD", PerKWh: cents(500_000)}))
		if err != nil {
			return err
		}
		if r, err := c.Record(w.call.ID); err == nil && !r.Looked.Before(w.now) {
			continue // one before it lived to do it
		}
		c.Round(w.context())
	}
	return book.Close()
}

// TestAClerkThatIsKilledEntersNothingTwice kills the process that settles, with
// SIGKILL and at any time, until one has lived to its end.
func TestAClerkThatIsKilledEntersNothingTwice(t *testing.T) {
	sums := func(dir string) []ledger.Row {
		book, err := ledger.Open(filepath.Join(dir, "ledger"))
		require.NoError(t, err)
		defer func() { require.NoError(t, book.Close()) }()
		end, found, err := ledger.Verify(book.Copy(), book.Head())
		require.NoError(t, err)
		require.Empty(t, found)
		require.Equal(t, book.Head(), end)
		return rows(t, book, ledger.ByDevice)
	}
	whole := t.TempDir()
	require.NoError(t, settleAll(whole))
	begun := time.Now()
	require.NoError(t, office(whole).Run(), "all of it is done: it does nothing")
	length := time.Since(begun)
	dir, killed := t.TempDir(), 0
	for lived := false; !lived; {
		clerk := office(dir)
		require.NoError(t, clerk.Start())
		wait := time.AfterFunc(time.Duration(rand.Int64N(int64(length)*(2+int64(killed)/5))), func() { _ = clerk.Process.Kill() })
		lived = clerk.Wait() == nil
		wait.Stop()
		killed++
	}
	t.Logf("killed %d times", killed-1)
	require.Equal(t, sums(whole), sums(dir))
}

func office(dir string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), officeEnv+"="+dir)
	return c
}
