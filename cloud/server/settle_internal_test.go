package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// sold is a desk with one call that is over.
type sold struct {
	call   programme.Call
	scored []programme.Result
}

func (s *sold) Over(after int) []programme.Call { return []programme.Call{s.call}[min(after, 1):] }

func (s *sold) Programmes() []programme.Programme { return programme.Builtin() }

func (s *sold) Score(_ programme.CallID, result programme.Result, by programme.Person, _ time.Time) error {
	s.scored, s.call.Stage = append(s.scored, result), programme.Scored
	return nil
}

// evening is a call of half an hour of four homes, three hours ago.
func evening() *sold {
	start := time.Now().UTC().Truncate(5 * time.Minute).Add(-3 * time.Hour)
	end := start.Add(30 * time.Minute)
	began, closed := start.Add(time.Second), end
	c := programme.Call{
		Request: programme.Request{ID: "evening-1", Programme: "evening-capacity", Node: "demo", Purpose: programme.Market, Start: start, End: end, Up: 8000},
		Stage:   programme.Ended, Began: &began, Closed: &closed,
	}
	for _, p := range programme.Builtin() {
		if p.ID == c.Programme {
			c.Terms = p
		}
	}
	c.Terms.Rules.Zone = "UTC"
	for i := 1; i <= 4; i++ {
		c.Claims = append(c.Claims, programme.Claim{Site: energy.SiteID(fmt.Sprint("home-", i)), Battery: "battery", Up: 2000})
	}
	return &sold{call: c}
}

// days are what a home told on 22 days of the hours around those of the call, a report
// each four minutes, which holds until the next: it draws 600 W, and in the call gives
// help beside. Its clock says that each came late by off.
func (s *sold) days(site energy.SiteID, help energy.Watts, off time.Duration, back ...int) (batches []wire.Batch) {
	for _, day := range back {
		first := s.call.Start.AddDate(0, 0, -day).Add(-5 * time.Hour)
		b := wire.Batch{Site: site, Boot: uint64(100 - day), Moment: energy.Moment{1}, Waited: off}
		for at := first; at.Before(first.Add(6 * time.Hour)); at = at.Add(4 * time.Minute) {
			p := energy.Watts(-600)
			if day == 0 && s.call.Span().Contains(at) {
				p += help
			}
			r := energy.Report{Seq: uint64(len(b.Reports) + 1), Snapshot: energy.Snapshot{At: at, Grid: energy.Read(p, at)}, Deadband: energy.Deadband{Heartbeat: 5 * time.Minute, Power: 50}}
			if len(b.Reports) > 0 {
				r.Still = at.Add(-time.Second)
			}
			b.Reports = append(b.Reports, r)
		}
		batches = append(batches, b)
	}
	return batches
}

func upTo(n int) (all []int) {
	for day := n; day >= 0; day-- {
		all = append(all, day)
	}
	return all
}

// remember has the database take what homes told, each at the end of its day, or at
// received where that is given.
func remember(t *testing.T, database transport, received time.Time, batches ...wire.Batch) {
	t.Helper()
	client, err := history.NewClient("http://history", database)
	require.NoError(t, err)
	config := history.DefaultConfig(t.TempDir())
	config.BatchSize = 0
	for _, b := range batches {
		config.BatchSize += len(b.Reports)
	}
	w, err := history.NewWriter(config, client, anyone{}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	for i := range batches {
		b := &batches[i]
		last, came := b.Reports[len(b.Reports)-1].Snapshot.At, received
		if came.IsZero() {
			came = last
		} else {
			b.Waited = came.Sub(last)
		}
		require.NoError(t, w.Take(b, came))
	}
	require.Eventually(t, func() bool {
		state := w.State()
		return state.Waiting == 0 && state.Undelivered == 0 && w.Stats().Stored > 0
	}, time.Minute, 10*time.Millisecond)
	stop()
	require.NoError(t, <-ended)
	require.NoError(t, client.Flush(t.Context()))
}

// office is a server that does not run, whose calls are those of a desk, and what
// asks it.
type office struct {
	*settlement
	dir  string
	via  transport
	face http.Handler
	now  time.Time
}

func newOffice(t *testing.T, desk ended) *office {
	c := Defaults()
	c.StateDir, c.MQTT = t.TempDir(), "127.0.0.1:0"
	c.Settlement.Programmes = map[string]Terms{"evening-capacity": {Currency: "USD", PerKWh: "0.5"}}
	require.NoError(t, c.Validate())
	s, err := openStores(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	r, err := newRoad(t.Context(), c, s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { end(t, r) })
	r.settlement, err = newSettlement(c, s, r, desk)
	require.NoError(t, err)
	o := &office{settlement: r.settlement, dir: c.StateDir, via: s.database.via, face: handler(c, s, r, slog.New(slog.DiscardHandler))}
	o.clerk.Now = func() time.Time { return o.now }
	return o
}

func (o *office) get(t *testing.T, path string, into any) string {
	t.Helper()
	w := httptest.NewRecorder()
	o.face.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/api/v1/"+path, nil))
	require.Equal(t, 200, w.Code, w.Body.String())
	if into != nil {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), into))
	}
	return w.Body.String()
}

// TestFromTheHistoryToMoney settles a call on what homes told the real database: one
// that helped, one that tells of it days late, one whose clock was wrong, and one that
// nothing is known of. Every level adds up to the same, each entry is its energy times
// its price, and what it stands on is there.
func TestFromTheHistoryToMoney(t *testing.T) {
	desk := evening()
	o := newOffice(t, desk)
	batches := append(desk.days("home-1", 2400, 0, upTo(21)...), desk.days("home-2", 1200, 0, upTo(21)[:21]...)...)
	batches = append(batches, desk.days("home-3", 1200, 0, upTo(21)[:21]...)...)
	remember(t, o.via, time.Time{}, append(batches, desk.days("home-3", 1200, time.Minute, 0)...)...)
	look := func(after time.Duration) (s api.Settlement) {
		t.Helper()
		o.now = desk.call.End.Add(after)
		o.clerk.Round(t.Context())
		o.get(t, "settlements/evening-1", &s)
		return s
	}
	s := look(10 * time.Minute)
	require.Equal(t, []any{4, 3, false, (*string)(nil)}, []any{s.Homes, s.Missing, s.Final, s.NotSold})
	require.Equal(t, []any{"1.200000", "0.600000", 1}, []any{s.Earned[0].Energy, s.Earned[0].Amount, s.Earned[0].Entries}, "who is missing is not paid 0")
	page := o.get(t, "settlements/evening-1/report.html", nil)
	require.Contains(t, page, "home-4/grid_w: nothing was read in the event")
	require.Contains(t, page, "home-3/grid_w: 30m0s of the event were read and cannot be settled by")
	require.Contains(t, page, "home-2/grid_w: nothing was read in the event")
	require.Empty(t, desk.scored)
	require.False(t, look(time.Hour).Final)
	require.Empty(t, look(24*time.Hour).Refused)
	require.Equal(t, []programme.Result{{Score: 0.3, Report: "settlements/evening-1"}}, desk.scored, "nothing more is waited for")

	remember(t, o.via, desk.call.End.Add(29*time.Hour), desk.days("home-2", 1200, 0, 0)...)
	s = look(30 * time.Hour)
	require.Equal(t, []any{"1.800000", "0.900000", 2}, []any{s.Earned[0].Energy, s.Earned[0].Amount, 2})

	o.addsUp(t)
	var statement api.Statement
	o.get(t, "sites/home-2/statement?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z", &statement)
	require.Empty(t, statement.Entries)
	day := desk.call.Start.Truncate(24 * time.Hour)
	o.get(t, "sites/home-2/statement?from="+day.Format(time.RFC3339)+"&to="+day.AddDate(0, 0, 2).Format(time.RFC3339), &statement)
	require.Equal(t, []any{"0.300000", "0.600000", "caiso-10of10@1"}, []any{statement.Owed[0].Amount, statement.Entries[0].Energy, statement.Entries[0].Method})
}

// addsUp checks all that is owed, from the entries up.
func (o *office) addsUp(t *testing.T) {
	t.Helper()
	for by := range ledger.Levels() {
		var list struct{ Sums []api.LedgerSum }
		o.get(t, "ledger/sums?by="+by, &list)
		var total ledger.Micro
		for _, s := range list.Sums {
			amount, err := ledger.ParseMicro(s.Amount)
			require.NoError(t, err)
			total += amount
		}
		require.EqualValues(t, 900_000, total, by)
	}
	shown := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(o.dir, "settlement", "events", "evening-1", "shown-*"))
	require.NoError(t, err)
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		lines := bufio.NewScanner(bytes.NewReader(text))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			shown[fmt.Sprintf("%x", sha256.Sum256(lines.Bytes()))] = true
		}
	}
	var page api.LedgerPage
	o.get(t, "ledger", &page)
	require.Len(t, page.Entries, 2)
	for _, e := range page.Entries {
		kWh, err := ledger.ParseMicro(e.Energy)
		require.NoError(t, err)
		require.Equal(t, ledger.Worth(ledger.Energy(kWh), 500_000).String(), e.Amount)
		require.True(t, shown[e.Evidence], "what entry %d stands on is there", e.Seq)
	}
	var check api.LedgerCheck
	o.get(t, "ledger/check", &check)
	require.Equal(t, []any{"ok", page.Head, []string{}}, []any{check.State, check.Head, check.Wrong})
	head, found, err := ledger.Verify(strings.NewReader(o.get(t, "ledger/file", nil)), o.books.ledger.Head())
	require.NoError(t, err)
	require.Empty(t, found)
	require.Equal(t, page.Head, head.String())
}

// A ledger that is damaged is left as it is: nothing is settled, the plants go on, and
// whoever asks is told.
func TestADamagedLedgerStopsSettlingAndNothingElse(t *testing.T) {
	c := Defaults()
	c.StateDir, c.MQTT = t.TempDir(), "127.0.0.1:0"
	require.NoError(t, os.MkdirAll(filepath.Join(c.StateDir, "settlement"), 0o700))
	path := filepath.Join(c.StateDir, "settlement", "ledger")
	require.NoError(t, os.WriteFile(path, []byte("not a line\n"), 0o600))
	s, err := openStores(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	r, err := newRoad(t.Context(), c, s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { end(t, r) })
	h := handler(c, s, r, slog.New(slog.DiscardHandler))
	for _, path := range []string{"settlements", "settlements/e", "settlements/e/report.json", "ledger", "ledger/sums", "ledger/check", "ledger/file"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/api/v1/"+path, nil))
		require.Equal(t, 422, w.Code, w.Body.String())
		require.Contains(t, w.Body.String(), "entry 1")
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "not a line\n", string(text))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.NoError(t, r.settlement.Run(ctx))
}
