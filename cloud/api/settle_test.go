package api_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// settled is one call, settled, and a ledger of one entry.
type settled struct{}

var someday = time.Date(2026, 7, 6, 18, 0, 0, 0, time.UTC)

func (settled) Settlements() ([]api.Settlement, error) {
	s, err := settled{}.Settlement("evening-1")
	return []api.Settlement{s}, err
}

func (settled) Settlement(call string) (api.Settlement, error) {
	if call != "evening-1" {
		return api.Settlement{}, &fault.Error{Op: "find settlement", Kind: fault.NotFound, Subject: call}
	}
	return api.Settlement{Call: call, Start: someday, End: someday.Add(time.Hour), SettledAt: someday, ChangedAt: someday,
		Refused: []string{}, Earned: []api.LedgerSum{{Account: api.Account{Currency: "USD"}, Energy: "1.000000", Amount: "0.500000", Entries: 1}}, Files: []string{"report.json"}}, nil
}

func (settled) Report(call, file string) ([]byte, error) {
	if _, err := (settled{}).Settlement(call); err != nil {
		return nil, err
	}
	return []byte(`{"file":"` + file + `"}`), nil
}

func (settled) Page(after uint64, most int) (api.LedgerPage, error) {
	next := after + uint64(most)
	return api.LedgerPage{Head: "hearthgrid-ledger-1 0 00", Entries: []api.LedgerEntry{{Seq: after + 1, Kind: "sale", At: someday, Start: someday, End: someday}}, Next: &next}, nil
}

func (settled) Sums(by string, of api.Account) ([]api.LedgerSum, error) {
	return []api.LedgerSum{{Account: of, Energy: by, Amount: "0.000000"}}, nil
}

func (settled) Statement(site energy.SiteID, span energy.Interval) (api.Statement, error) {
	return api.Statement{Site: site, From: span.Start, To: span.End, Owed: []api.LedgerSum{}, Entries: []api.LedgerEntry{}}, nil
}

func (settled) Check(context.Context) (api.LedgerCheck, error) {
	return api.LedgerCheck{State: "ok", Wrong: []string{}}, nil
}

func (settled) Copy(w io.Writer) error {
	_, err := io.WriteString(w, "line\n")
	return err
}

func TestAReportsFilesAreWrittenInWhatTheyAre(t *testing.T) {
	f := func(path, media string, status int) {
		t.Helper()
		w := httptest.NewRecorder()
		face("").ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/api/v1/"+path, nil))
		require.Equal(t, status, w.Code, w.Body)
		require.Equal(t, media, w.Header().Get("Content-Type"))
		if status == 200 && media == "text/html; charset=utf-8" {
			require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'", "it runs nothing")
		}
	}
	for file, media := range api.ReportFiles() {
		f("settlements/evening-1/"+file, media, 200)
	}
	f("settlements/evening-1/record.json", "application/problem+json", 404)
	f("settlements/none/report.json", "application/problem+json", 404)
	f("ledger/file", "text/plain; charset=utf-8", 200)
}

func TestTheLedgerIsReadInParts(t *testing.T) {
	_, call := serve(t)
	f := func(path string, status int, has string) {
		t.Helper()
		got, body := call("GET", "/api/v1/"+path, "")
		require.Equal(t, status, got, body)
		require.Contains(t, body, has)
	}
	f("ledger", 200, `"next":100`)
	f("ledger?after=7&limit=2", 200, `"next":9`)
	f("ledger?limit=0", 400, "1 to 1000")
	f("ledger?limit=1001", 400, "1 to 1000")
	f("ledger?after=-1", 400, "whole numbers")
	f("ledger/sums", 200, `"energy_kwh":"currency"`)
	f("ledger/sums?by=home&programme=p&site=home-1", 200, `"programme":"p"`)
	f("ledger/sums?by=owner", 400, "currency, programme, event, home, device")
	f("sites/home-1/statement?from=2026-07-01T00:00:00Z&to=2026-08-01T00:00:00Z", 200, `"site":"home-1"`)
	f("sites/home-1/statement?from=2026-07-01T00:00:00Z&to=2026-07-01T00:00:00Z", 400, "more than 0 s")
	f("sites/home-1/statement?from=2026-07-01T00:00:00Z", 400, "to:")
}
