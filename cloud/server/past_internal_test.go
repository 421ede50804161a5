package server

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// told closes done once the database has answered the first write.
type told struct {
	transport
	done chan struct{}
}

func (d told) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := d.transport.RoundTrip(r)
	if err == nil && r.Method == http.MethodPost {
		close(d.done)
	}
	return answer, err
}

type anyone struct{}

func (anyone) Stored(energy.SiteID, uint64, uint64) {}

// store has the database take what home-1 reported.
func store(t *testing.T, database transport, reports ...energy.Report) {
	t.Helper()
	done := make(chan struct{})
	client, err := history.NewClient("http://history", told{database, done})
	require.NoError(t, err)
	config := history.DefaultConfig(t.TempDir())
	config.BatchSize = len(reports)
	w, err := history.NewWriter(config, client, anyone{}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	for _, r := range reports {
		require.NoError(t, w.Append("home-1", 1, r))
	}
	<-done
	stop()
	require.NoError(t, <-ended)
	require.NoError(t, client.Flush(t.Context()))
}

// end lets go of what a road that never ran holds open.
func end(t *testing.T, r *road) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	require.NoError(t, r.broker.Run(ctx))
	require.NoError(t, r.history.Run(ctx))
}

// TestWhatWasStoredIsReadBack goes through the real handler to the real
// database. The meter was dead for a second: nothing stands in its place.
func TestWhatWasStoredIsReadBack(t *testing.T) {
	c := Defaults()
	c.StateDir, c.MQTT = t.TempDir(), "127.0.0.1:0"
	s, err := openStores(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	r, err := newRoad(t.Context(), c, s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { end(t, r) })
	h := handler(c, s, r, slog.New(slog.DiscardHandler))

	from := time.Now().UTC().Add(-time.Hour).Truncate(time.Second)
	at := func(i int) time.Time { return from.Add(time.Duration(i) * time.Second) }
	var reports []energy.Report
	for i := range 4 {
		snap := energy.Snapshot{At: at(i), Grid: energy.Read(energy.Watts(-100*i), at(i))}
		if i == 1 {
			snap.Grid = energy.Read(energy.Watts(0), at(0)).Lost()
		}
		reports = append(reports, energy.Report{Seq: uint64(i + 1), Snapshot: snap, Decision: energy.Decision{Approved: energy.WantPower(0)}})
	}
	store(t, s.database.via, reports...)
	r.twins.Batch(wire.Batch{Site: "home-1", Boot: 1, Reports: reports[3:]}, time.Now())

	get := func(site, metric string, to time.Time, status int) (series api.Series, body string) {
		t.Helper()
		query := url.Values{"metric": {metric}, "from": {from.Format(time.RFC3339)}, "to": {to.Format(time.RFC3339)}}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/api/v1/sites/"+site+"/history?"+query.Encode(), nil))
		require.Equal(t, status, w.Code, w.Body.String())
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &series))
		return series, w.Body.String()
	}
	series, _ := get("home-1", "grid_w", at(3), 200)
	require.Equal(t, api.Series{
		Site: "home-1", Metric: "grid_w", From: from, To: at(3), Quality: "read", Method: api.MethodStored,
		Times: []time.Time{at(0), at(2)}, Values: []float64{0, -200}, Qualities: []string{"good", "good"},
		Held: []float64{0, 0}, Lost: []time.Time{at(1)},
	}, series)
	series, _ = get("home-1", "approved_w", at(10), 200)
	require.Equal(t, "decided", series.Quality)
	require.Equal(t, []float64{0, 0, 0, 0}, series.Values, "0 W is an order")
	_, body := get("home-1", "pv_w", at(10), 200)
	require.Contains(t, body, `"times":[],"values":[]`)
	_, body = get("home-1", "grid_kw", at(10), 400)
	require.Contains(t, body, "grid_w")
	_, body = get("home-9", "grid_w", at(10), 404)
	require.Contains(t, body, `"kind":"not_found"`)

	ask := func(path string, into any) {
		t.Helper()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/api/v1/sites/home-1/"+path, nil))
		require.Equal(t, 200, w.Code, w.Body.String())
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), into))
	}
	text := func(i int) string { return at(i).Format(time.RFC3339) }
	series = api.Series{}
	ask("history?metric=grid_w&from="+text(1)+"&to="+text(7)+"&step=2s", &series)
	require.Equal(t, []time.Time{at(1), at(3), at(5)}, series.Times)
	require.Equal(t, []float64{-200, -300, -300}, series.Values, "what was lost stands for nothing")
	require.Equal(t, []any{2.0, "average", []float64{0.5, 1, 1}}, []any{*series.StepS, series.Method, series.Shares})

	var e api.SiteEstimate
	ask("estimate?at="+text(1), &e)
	require.Equal(t, []any{"stored", "missing", (*float64)(nil), 1.0}, []any{e.Basis, e.Grid.Provenance, e.Grid.Mean, *e.Grid.AgeS}, "it was lost")
	ask("estimate?at="+text(2), &e)
	require.Equal(t, []any{"measured", -200.0, 0.0}, []any{e.Grid.Provenance, *e.Grid.Mean, *e.Grid.AgeS})
	require.Equal(t, "missing", e.PV.Provenance)
	ask("estimate", &e)
	require.Equal(t, "model", e.Basis)
}

// TestATargetIsKeptWithItsCapacityAndLetGo follows a target through the
// handler into the registry and back out of it.
func TestATargetIsKeptWithItsCapacityAndLetGo(t *testing.T) {
	c := Defaults()
	c.StateDir, c.MQTT = t.TempDir(), "127.0.0.1:0"
	s, err := openStores(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	start := func() *road {
		r, err := newRoad(t.Context(), c, s, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		end(t, r)
		return r
	}
	r := start()
	p := &plants{registry: s.registry, running: &r.plants, counts: func() api.Telemetry { return api.Telemetry{} }}
	capacity := energy.Watts(9000)
	require.NoError(t, p.SetTarget("demo", api.Target{PowerW: -5000, CapacityW: &capacity, Until: time.Now().Add(time.Hour)}))
	v, err := p.Plant("demo")
	require.NoError(t, err)
	require.Equal(t, capacity, *v.Target.CapacityW)

	again := start()
	kept := again.plants.get("demo").Status().Target
	require.Equal(t, []energy.Watts{-5000, 9000}, []energy.Watts{kept.Power, kept.Capacity}, "over a restart")

	require.NoError(t, p.ClearTarget("demo"))
	v, err = p.Plant("demo")
	require.NoError(t, err)
	require.Nil(t, v.Target)
	require.False(t, start().plants.get("demo").Status().Active, "let go for good")
}
