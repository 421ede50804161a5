package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// earning is a server with one call that is settled.
func earning(w http.ResponseWriter, r *http.Request) {
	call := `{"call":"evening-1","programme":"evening-capacity","start":"2026-07-06T18:00:00Z","end":"2026-07-06T20:00:00Z","homes":4,"missing":2,"worth_ratio":0.75,
		"earned":[{"currency":"USD","energy_kwh":"7.200000","amount":"3.600000","entries":2}],"refused":["The ledger does not take home-3 : it was sold."]}`
	sum := `{"currency":"USD","programme":"evening-capacity","event":"evening-1","site":"home-1","energy_kwh":"4.800000","amount":"2.400000","entries":1,"corrections":0}`
	entry := `{"seq":7,"kind":"correction","corrects":3,"site":"home-1","energy_kwh":"-1.000000","amount":"-0.500000","currency":"USD","method":"caiso-10of10@1","start":"2026-07-06T18:00:00Z","end":"2026-07-06T20:00:00Z"}`
	text := map[string]string{
		"/api/v1/settlements":                       `{"settlements":[` + call + `,{"call":"test-1","not_sold":"it was a test"}]}`,
		"/api/v1/settlements/evening-1":             call,
		"/api/v1/settlements/evening-1/settled.csv": "entry,site\n7,home-1\n",
		"/api/v1/ledger":                            `{"head":"hearthgrid-ledger-1 7 ab","entries":[` + entry + `]}`,
		"/api/v1/ledger/sums":                       `{"sums":[` + sum + `]}`,
		"/api/v1/ledger/file":                       "a line\n",
		"/api/v1/ledger/check":                      `{"state":"wrong","head":"hearthgrid-ledger-1 7 ab","wrong":["entry 3: altered"],"torn_bytes":12,"torn_file":"/ledger.torn"}`,
		"/api/v1/sites/home-1/statement":            `{"owed":[` + sum + `],"entries":[` + entry + `]}`,
	}[r.URL.Path]
	_, _ = w.Write([]byte(text))
}

func TestWhatACallEarnedIsShown(t *testing.T) {
	f := func(code int, args string, has ...string) {
		t.Helper()
		text, got := run(t, earning, strings.Fields(args)...)
		require.Equal(t, code, got, text)
		for _, h := range has {
			require.Contains(t, text, h)
		}
	}
	f(0, "settle list", "evening-1  evening-capacity", "0.750 ", "3.600000 USD", "nothing: it was a test")
	f(0, "settle list --json", `"settlements"`)
	f(0, "settle show evening-1", "3.600000 USD", "home-1", "2.400000 USD", "it was sold")
	f(0, "settle show evening-1 -o json", `"by_home"`, `"worth_ratio": 0.75`)
	f(0, "settle report evening-1 --file settled.csv", "7,home-1")
	f(2, "settle report evening-1 --file record.json", "report.html")
	f(2, "settle show a/b")
	f(0, "settle statement home-1", "2.400000 USD", "correction of 3")
	f(2, "settle statement home-1 --from yesterday", "--from")
	f(0, "ledger list --after 6", "correction of 3", "head hearthgrid-ledger-1 7 ab")
	f(0, "ledger sums --by home --event evening-1", "4.800000")
	f(0, "ledger copy", "a line")
	f(1, "ledger verify", "wrong", "entry 3: altered", "a write of 12 bytes was cut short, and is kept in /ledger.torn")
	f(2, "ledger verify --head x", "name its file")
}

// A copy is checked with no server.
func TestACopyOfTheLedgerIsCheckedOffline(t *testing.T) {
	dir := t.TempDir()
	book, err := ledger.Open(filepath.Join(dir, "ledger"))
	require.NoError(t, err)
	noon := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for i := range 3 {
		_, err = book.Append([]ledger.Draft{{
			At: noon, Kind: ledger.Sale, Programme: "p", Event: "e", Site: "home-1", Span: energy.Interval{Start: noon.Add(time.Duration(i) * time.Hour), End: noon.Add(time.Duration(i+1) * time.Hour)},
			Energy: 1, Price: 1, Currency: "EUR", Method: "m@1", Evidence: ledger.HashOf(nil),
		}})
		require.NoError(t, err)
	}
	head := book.Head()
	require.NoError(t, book.Close())
	text, err := os.ReadFile(filepath.Join(dir, "ledger"))
	require.NoError(t, err)
	f := func(code int, copied []byte, has string, args ...string) {
		t.Helper()
		path := filepath.Join(dir, "copy")
		require.NoError(t, os.WriteFile(path, copied, 0o600))
		nobody := func(http.ResponseWriter, *http.Request) { t.Error("the server was asked") }
		out, got := run(t, nobody, append([]string{"ledger", "verify", path}, args...)...)
		require.Equal(t, code, got, out)
		require.Contains(t, out, has)
	}
	f(0, text, "ok\nhead "+head.String(), "--head", head.String())
	f(1, bytes.Replace(text, []byte(`"EUR"`), []byte(`"USD"`), 1), "altered")
	lines := bytes.SplitAfter(text, []byte("\n"))
	f(1, bytes.Join([][]byte{lines[0], lines[2]}, nil), "entry 2: dropped")
	f(1, bytes.Join(lines[:2], nil), "published, and not there", "--head", head.String())
	f(0, bytes.Join(lines[:2], nil), "ok")
	f(2, text, "head", "--head", "x")
}
