package api_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

type rooms struct {
	target  api.Target
	cleared int
	asked   energy.Interval
	step    time.Duration
	points  int
	csr     string
	members []energy.SiteID
	why     time.Time
	silent  error
	level   energy.Ratio
	past    bool

	programmes programmed
}

func (f *rooms) Plant(id energy.PlantID) (api.Plant, error) {
	if id != "demo" {
		return api.Plant{}, &fault.Error{Op: "find plant", Kind: fault.NotFound, Subject: string(id)}
	}
	limits := []api.PlantLimit{{Group: "feeder-7", Direction: api.LimitUp, LimitW: 1000, Price: 0.1}}
	return api.Plant{ID: id, Coverage: api.Coverage{Homes: 3, Measured: 1}, Limits: limits, Unfollowing: map[string]int{"ignores": 1}}, nil
}

func (f *rooms) SetTarget(id energy.PlantID, t api.Target) error {
	if _, err := f.Plant(id); err != nil {
		return err
	}
	f.target = t
	return nil
}

func (f *rooms) ClearTarget(id energy.PlantID) error {
	_, err := f.Plant(id)
	if err == nil {
		f.cleared++
	}
	return err
}

func (f *rooms) Members(energy.PlantID) ([]energy.SiteID, error) { return f.members, nil }

func (f *rooms) Join(_ energy.PlantID, site energy.SiteID) error {
	f.members = append(f.members, site)
	return nil
}

func (f *rooms) Leave(_ energy.PlantID, site energy.SiteID) error {
	if !slices.Contains(f.members, site) {
		return &fault.Error{Op: "leave plant", Kind: fault.NotFound, Subject: string(site)}
	}
	f.members = slices.DeleteFunc(f.members, func(s energy.SiteID) bool { return s == site })
	return nil
}

func (f *rooms) Series(_ context.Context, site energy.SiteID, metric string, span energy.Interval, step time.Duration) (api.Series, error) {
	f.asked, f.step = span, step
	return api.Series{Site: site, Metric: metric, Times: make([]time.Time, f.points), Values: make([]float64, f.points)}, nil
}

func (f *rooms) rooms() api.Rooms {
	return api.Rooms{Plants: f, Targets: f, Members: f, Sites: f, Past: f, Enroller: f, Counts: f, Explains: f, Estimates: f, Fleet: f,
		Programmes: f, Enrolments: f, Calls: f, Notices: f, Settlements: settled{}, Ledger: settled{}}
}

func (f *rooms) Sites() ([]energy.SiteID, error) { return []energy.SiteID{"home-1"}, nil }

func (f *rooms) Site(id energy.SiteID) (api.Site, error) {
	now := time.Now()
	dead := energy.Read(energy.Watts(400), now.Add(-8*time.Second)).Lost()
	return api.Site{ID: id, Readings: map[string]api.Reading{"grid_w": api.ReadingOf(dead, now)}}, nil
}

func (f *rooms) Enroll(claim string, _ energy.SiteID, csr []byte) (api.Papers, error) {
	if claim != "right" {
		return api.Papers{}, &fault.Error{Op: "enroll", Kind: fault.Denied}
	}
	f.csr = string(csr)
	return api.Papers{Certificate: "cert", Authority: "ca", Dispatch: "keys"}, nil
}

func serve(t *testing.T) (*rooms, func(method, path, body string, headers ...string) (int, string)) {
	t.Helper()
	f := &rooms{}
	server := httptest.NewServer(api.New(f.rooms(), func() error { return nil }, slog.New(slog.DiscardHandler)).Handler())
	t.Cleanup(server.Close)
	return f, func(method, path, body string, headers ...string) (int, string) {
		t.Helper()
		req, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
		require.NoError(t, err)
		for i := 0; i < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		resp, err := server.Client().Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		out, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(out)
	}
}

func TestPlantCarriesItsCoverage(t *testing.T) {
	_, call := serve(t)
	status, body := call("GET", "/api/v1/plants/demo", "")
	require.Equal(t, 200, status)
	var p map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &p))
	require.Contains(t, p, "coverage")
	require.Nil(t, p["target"], "no target is null, not 0 W")
}

func TestErrorsNameKindAndStatus(t *testing.T) {
	_, call := serve(t)
	f := func(method, path, body string, status int, kind string) {
		t.Helper()
		got, text := call(method, path, body)
		require.Equal(t, status, got, text)
		require.Contains(t, text, `"kind":"`+kind+`"`)
	}
	f("GET", "/api/v1/plants/nope", "", 404, "not_found")
	f("GET", "/api/v1/plants/a%20b", "", 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":5}`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":5,"for_ms":-1}`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":5,"for_ms":1}`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":5,"for_ms":86400001}`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":5,"for_ms":1000,"x":1}`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":1e200,"for_ms":1000}`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":-1.1e12,"for_ms":1000}`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":0,"for_ms":1000,"capacity_w":1.1e12}`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":5,"for_ms":1000}{"power_w":6,"for_ms":1000}`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":5,"for_ms":1000} ]`, 400, "invalid")
	f("POST", "/api/v1/enroll", `{"site":"h","csr_pem":"c"} x`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", strings.Repeat("x", 70000), 413, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":-5,"for_ms":1000,"capacity_w":4}`, 400, "invalid")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":0,"for_ms":1000,"capacity_w":0}`, 400, "invalid")
	f("DELETE", "/api/v1/plants/nope/target", "", 404, "not_found")
	f("DELETE", "/api/v1/plants/a%20b/target", "", 400, "invalid")
	f("GET", "/api/v1/sites/a%20b/history", "", 400, "invalid")
	f("GET", "/api/v1/sites/home-1/history?metric=grid_w&from=2026-03-01T12:00:00Z", "", 400, "invalid")
	f("GET", "/api/v1/sites/home-1/history?from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:00Z", "", 400, "invalid")
	f("GET", "/api/v1/sites/home-1/history?from=2026-03-01T12:00:00Z&to=2026-03-02T12:00:01Z", "", 400, "invalid")
	f("PUT", "/api/v1/plants/nope/target", `{"power_w":5,"for_ms":1000}`, 404, "not_found")
	f("POST", "/api/v1/enroll", `{"site":"h","csr_pem":"c"}`, 403, "denied")
	f("GET", "/api/v1/plants/nope/events", "", 404, "not_found")
	f("GET", "/api/v1/sites/a%20b/explain", "", 400, "invalid")
	f("GET", "/api/v1/sites/home-1/explain?at=", "", 400, "invalid")
	f("GET", "/api/v1/sites/home-1/explain?at=noon", "", 400, "invalid")
	f("GET", "/api/v1/sites/home-1/explain?at=1970-01-01T00:00:00Z", "", 400, "invalid")
	f("GET", "/api/v1/sites/home-1/explain?at=9999-01-01T00:00:00Z", "", 400, "invalid")
}

// TestWhatIsBadlySentIsToldWhatWasWanted: in the answer, not elsewhere.
func TestWhatIsBadlySentIsToldWhatWasWanted(t *testing.T) {
	rooms, call := serve(t)
	f := func(method, path, body string, wants ...string) {
		t.Helper()
		_, text := call(method, path, body)
		require.NotContains(t, text, "documentation")
		for _, want := range wants {
			require.Contains(t, text, want)
		}
	}
	f("PUT", "/api/v1/plants/demo/target", `{"power":5}`, "power_w", "for_ms", "capacity_w")
	f("PUT", "/api/v1/plants/demo/target", `{"power_w":5,"for_ms":1000} {}`, "more follows", "power_w")
	f("POST", "/api/v1/enroll", `[]`, "site", "csr_pem")
	require.True(t, rooms.target.Until.IsZero())
	status, body := call("PUT", "/api/v1/plants/demo/target", "{\"power_w\":5,\"for_ms\":1000}\r\n ")
	require.Equal(t, 200, status, body)
}

func TestZeroWattsIsATarget(t *testing.T) {
	rooms, call := serve(t)
	status, _ := call("PUT", "/api/v1/plants/demo/target", `{"power_w":0,"for_ms":60000}`)
	require.Equal(t, 200, status)
	require.Zero(t, rooms.target.PowerW)
	require.WithinDuration(t, time.Now().Add(time.Minute), rooms.target.Until, 10*time.Second)
}

func TestATargetMayCarryACapacity(t *testing.T) {
	rooms, call := serve(t)
	_, body := call("PUT", "/api/v1/plants/demo/target", `{"power_w":-5,"for_ms":60000,"capacity_w":5}`)
	require.Contains(t, body, `"capacity_w":5`)
	require.Equal(t, energy.Watts(5), *rooms.target.CapacityW)
	_, body = call("PUT", "/api/v1/plants/demo/target", `{"power_w":-5,"for_ms":60000}`)
	require.Contains(t, body, `"capacity_w":null`)
	require.Nil(t, rooms.target.CapacityW)
}

func TestDeletingATargetLetsThePlantGo(t *testing.T) {
	rooms, call := serve(t)
	status, body := call("DELETE", "/api/v1/plants/demo/target", "")
	require.Equal(t, 204, status)
	require.Empty(t, body)
	require.Equal(t, 1, rooms.cleared)
	status, _ = call("DELETE", "/api/v1/plants/demo/target", "", "Sec-Fetch-Site", "cross-site")
	require.Equal(t, 403, status)
	require.Equal(t, 1, rooms.cleared)
}

func TestHistoryIsBounded(t *testing.T) {
	rooms, call := serve(t)
	const path = "/api/v1/sites/home-1/history?metric=grid_w&from=2026-03-01T13:00:00%2B01:00&to=2026-03-02T12:00:00Z"
	rooms.points = api.MaxPoints
	status, body := call("GET", path, "")
	require.Equal(t, 200, status, body[:min(len(body), 200)])
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	require.Equal(t, energy.Interval{Start: start, End: start.Add(api.MaxSpan)}, rooms.asked)
	rooms.points++
	status, body = call("GET", path, "")
	require.Equal(t, 400, status)
	require.Contains(t, body, "shorter")
}

func TestHistoryInStepsIsBounded(t *testing.T) {
	rooms, call := serve(t)
	f := func(query string, status int, has string) {
		t.Helper()
		got, text := call("GET", "/api/v1/sites/home-1/history?metric=grid_w&from=2026-03-01T00:00:00Z&"+query, "")
		require.Equal(t, status, got, text)
		require.Contains(t, text, has)
	}
	f("to=2026-04-01T00:00:00Z&step=15m", 200, "")
	require.Equal(t, 15*time.Minute, rooms.step)
	f("to=2026-04-01T00:00:01Z&step=15m", 400, "744h")
	f("to=2026-03-01T02:46:40Z&step=1s", 200, "")
	f("to=2026-03-01T02:46:41Z&step=1s", 400, "longer steps")
	f("to=2026-03-01T01:00:00Z", 200, "")
	require.Zero(t, rooms.step)
	for _, step := range []string{"", "0", "0s", "-1m", "1", "1500ms", "25h", "x"} {
		f("to=2026-03-01T01:00:00Z&step="+step, 400, "give step as 15m")
	}
	status, _ := call("GET", "/api/v1/sites/home-1/history?metric=grid_w&from=1969-12-31T23:00:00Z&to=1970-01-01T01:00:00Z", "")
	require.Equal(t, 400, status)
}

func TestOtherOriginsCannotMoveThePlant(t *testing.T) {
	rooms, call := serve(t)
	status, _ := call("PUT", "/api/v1/plants/demo/target", `{"power_w":1,"for_ms":60000}`, "Sec-Fetch-Site", "cross-site")
	require.Equal(t, 403, status)
	require.True(t, rooms.target.Until.IsZero())
}

func TestDeadMeterShowsAsMissingWithItsAge(t *testing.T) {
	_, call := serve(t)
	_, body := call("GET", "/api/v1/sites/home-1", "")
	var site api.Site
	require.NoError(t, json.Unmarshal([]byte(body), &site))
	grid := site.Readings["grid_w"]
	require.Nil(t, grid.Value)
	require.InDelta(t, 8, *grid.AgeS, 0.5)
	require.Equal(t, "missing", grid.Quality)
}

func TestEnrollPassesTheClaimAndTheRequest(t *testing.T) {
	rooms, call := serve(t)
	status, body := call("POST", "/api/v1/enroll", `{"site":"home-1","csr_pem":"req"}`, "Authorization", "Bearer right")
	require.Equal(t, 200, status)
	require.JSONEq(t, `{"certificate_pem":"cert","ca_pem":"ca","dispatch_keys":"keys"}`, body)
	require.Equal(t, "req", rooms.csr)
}

func TestHomesJoinAndLeaveAPlant(t *testing.T) {
	_, call := serve(t)
	f := func(method, path string, status int, has string) {
		t.Helper()
		got, text := call(method, "/api/v1/plants/demo/sites"+path, "")
		require.Equal(t, status, got, text)
		require.Contains(t, text, has)
	}
	f("PUT", "/home-1", 204, "")
	f("GET", "", 200, `{"sites":["home-1"]}`)
	f("DELETE", "/home-1", 204, "")
	f("DELETE", "/home-1", 404, "not_found")
	f("PUT", "/a%20b", 400, "invalid")
}
