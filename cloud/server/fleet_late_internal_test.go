package server

import (
	"crypto/x509"
	"encoding/json"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// written counts what the database is asked to write.
type written struct {
	transport
	writes atomic.Int64
}

func (w *written) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.Path, "write") || strings.Contains(r.URL.Path, "import") || strings.Contains(r.URL.Path, "delete") {
		w.writes.Add(1)
	}
	return w.transport.RoundTrip(r)
}

// TestRow13_HistoryOfBeforeTheRegistrationIsTheSites is row 13 of the mission: a home
// sends a day long before anybody says what it is. Once it is registered its
// history is there under the site, below the group and with the device that it
// was measured at, and no sample was written again.
func TestRow13_HistoryOfBeforeTheRegistrationIsTheSites(t *testing.T) {
	c := Defaults()
	c.StateDir, c.MQTT = t.TempDir(), "127.0.0.1:0"
	s, err := openStores(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	database := &written{transport: s.database.via}
	s.database.via = database
	r, err := newRoad(t.Context(), c, s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { end(t, r) })
	server := httptest.NewServer(handler(c, s, r, slog.New(slog.DiscardHandler)))
	t.Cleanup(server.Close)
	ask := func(method, path, body string, into any) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "text/csv")
		answer, err := server.Client().Do(request)
		require.NoError(t, err)
		defer answer.Body.Close()
		require.Equal(t, 200, answer.StatusCode)
		require.NoError(t, json.NewDecoder(answer.Body).Decode(into))
	}

	began := time.Now().UTC().Add(-24 * time.Hour).Truncate(time.Second)
	certificate := &x509.Certificate{Raw: []byte("home-1"), SerialNumber: big.NewInt(1), NotAfter: began.Add(time.Hour)}
	require.NoError(t, s.registry.AddSite(t.Context(), "home-1", began))
	require.NoError(t, s.registry.RecordCertificate(t.Context(), "home-1", certificate, began))
	var reports []energy.Report
	for i := range 3 {
		at := began.Add(time.Duration(i) * time.Second)
		reports = append(reports, energy.Report{Seq: uint64(i + 1), Snapshot: energy.Snapshot{At: at, Grid: energy.Read(energy.Watts(100*i), at)}})
	}
	store(t, database, reports...)
	before := database.writes.Load()
	require.Positive(t, before)

	then := url.QueryEscape(began.Format(time.RFC3339))
	var assets api.Assets
	ask("GET", "/api/v1/sites/home-1/assets?at="+then, "", &assets)
	require.Empty(t, assets.Devices, "nobody has said what it is")
	head, _, _ := strings.Cut(village, "\n")
	var done api.Imported
	day := began.Format(time.DateOnly)
	ask("POST", "/api/v1/fleet/import", head+"\ngroup,feeder-7,feeder,,,,,,,,,\nmember,feeder-7,,home-1,,,,,,,"+day+",\ndevice,,meter,home-1,,meter,,,,,"+day+",\n"+
		"fact,,,home-1,,meter,maker,Late,installer,,"+day+",\n", &done)
	require.Equal(t, 4, done.Changed)

	ask("GET", "/api/v1/sites/home-1/assets?at="+then, "", &assets)
	require.Equal(t, "Late", assets.Devices[0].Facts[0].Used)
	require.Equal(t, "feeder-7", assets.Groups[0].ID)
	var group api.GroupDetail
	ask("GET", "/api/v1/groups/feeder-7?at="+then, "", &group)
	require.Equal(t, []energy.SiteID{"home-1"}, group.Sites)
	var series api.Series
	ask("GET", "/api/v1/sites/home-1/history?metric=grid_w&from="+then+"&to="+url.QueryEscape(began.Add(3*time.Second).Format(time.RFC3339)), "", &series)
	require.Equal(t, []float64{0, 100, 200}, series.Values)
	require.Equal(t, before, database.writes.Load(), "no sample was written again")
}
