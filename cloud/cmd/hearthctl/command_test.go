package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/command"
)

func run(t *testing.T, handler http.HandlerFunc, args ...string) (string, int) {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	var out bytes.Buffer
	c := root()
	c.SetOut(&out)
	c.SetErr(&out)
	c.SetArgs(append(args, "--server", server.URL))
	err := c.ExecuteContext(t.Context())
	if err != nil {
		out.WriteString(err.Error())
	}
	return out.String(), command.ExitCode(err)
}

func TestExitCodesSayWhatWentWrong(t *testing.T) {
	missing := func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"detail":"find plant x: not_found"}`))
	}
	f := func(want int, args ...string) {
		t.Helper()
		text, code := run(t, missing, args...)
		require.Equal(t, want, code, text)
	}
	f(4, "plant", "show", "x")
	text, _ := run(t, missing, "plant", "show", "x")
	require.Equal(t, "ask server: find plant x: not_found", text)
	f(2, "plant", "show", "a/b")
	f(2, "plant", "show")
	f(2, "plant", "target", "demo", "much")
	f(2, "plant", "show", "x", "--nope")
	f(2, "plant", "foo")
}

func TestWatchPrintsWordsNotSigns(t *testing.T) {
	events := func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/api/v1/plants/demo/events", r.URL.Path)
		_, _ = w.Write([]byte("id: 1\nevent: plant\ndata: {\"id\":\"demo\",\"target\":{\"power_w\":-2000},\"delivered\":{\"mean_w\":1500},\"coverage\":{\"homes\":3,\"measured\":1}}\n\n"))
	}
	text, code := run(t, once(events), "plant", "watch", "demo", "--json=false")
	require.Equal(t, 1, code, "a stream that is refused is a failure")
	require.Contains(t, text, "asked 2.0 kW charging, delivers 1.5 kW discharging")
	require.Contains(t, text, "503 Service Unavailable")
}

// once answers the first request as next does, and refuses the others.
func once(next http.HandlerFunc) http.HandlerFunc {
	answered := false
	return func(w http.ResponseWriter, r *http.Request) {
		if answered {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		answered = true
		next(w, r)
	}
}

func TestTargetSendsZeroWatts(t *testing.T) {
	var body bytes.Buffer
	_, code := run(t, func(w http.ResponseWriter, r *http.Request) {
		_, err := body.ReadFrom(r.Body)
		require.NoError(t, err)
		_, _ = w.Write([]byte(`{}`))
	}, "plant", "target", "demo", "0", "--for", "1m")
	require.Zero(t, code)
	require.JSONEq(t, `{"power_w":0,"for_ms":60000}`, body.String())
}

func TestLineOfAPlantNobodyAsked(t *testing.T) {
	out, code := run(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"id":"demo","target":null}`)) }, "plant", "show", "demo")
	require.Zero(t, code)
	require.Contains(t, out, `"target": null`)
}

func TestReleaseDeletesTheTarget(t *testing.T) {
	method := ""
	out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
		method = r.Method + " " + r.URL.Path
		w.WriteHeader(http.StatusNoContent)
	}, "plant", "release", "demo")
	require.Zero(t, code, out)
	require.Equal(t, "DELETE /api/v1/plants/demo/target", method)
}

func TestHistoryIsCSVOfWhatWasStored(t *testing.T) {
	out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "grid_w", r.URL.Query().Get("metric"))
		_, _ = w.Write([]byte(`{"site":"h","metric":"grid_w","quality":"read","times":["2026-03-01T12:00:00Z","2026-03-01T12:00:01Z"],"values":[-0.5,7],"qualities":["good","clock"]}`))
	}, "site", "history", "h", "grid_w")
	require.Zero(t, code, out)
	require.Equal(t, "time,grid_w,quality\n2026-03-01T12:00:00Z,-0.5,good\n2026-03-01T12:00:01Z,7,clock\n", out)
}

func TestCapacityIsSentOnlyWhereGiven(t *testing.T) {
	var body bytes.Buffer
	_, code := run(t, func(w http.ResponseWriter, r *http.Request) {
		_, err := body.ReadFrom(r.Body)
		require.NoError(t, err)
		_, _ = w.Write([]byte(`{}`))
	}, "plant", "target", "demo", "1000", "--for", "1m", "--capacity", "5000")
	require.Zero(t, code)
	require.JSONEq(t, `{"power_w":1000,"for_ms":60000,"capacity_w":5000}`, body.String())
}

func TestAPlantOfWhichNothingIsSeenDeliversNoNumber(t *testing.T) {
	events := func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("id: 1\nevent: plant\ndata: {\"id\":\"demo\",\"delivered\":{\"mean_w\":null,\"interval_w\":null}}\n\n"))
	}
	text, _ := run(t, once(events), "plant", "watch", "demo", "--json=false")
	require.Contains(t, text, "delivers nobody knows what")
	require.NotContains(t, text, "0 W,")
}

func TestHomesJoinAndLeave(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		asked := ""
		out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
			asked = r.Method + " " + r.URL.Path
			_, _ = w.Write([]byte(`{"sites":["home-1","home-2"]}`))
		}, args...)
		require.Zero(t, code, out)
		require.Equal(t, want, asked)
	}
	f("PUT /api/v1/plants/demo/sites/home-1", "plant", "join", "demo", "home-1")
	f("DELETE /api/v1/plants/demo/sites/home-1", "plant", "leave", "demo", "home-1")
	f("GET /api/v1/plants/demo/sites", "plant", "sites", "demo")
}

func TestHistoryIsAskedForInSteps(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
			require.Equal(t, want, r.URL.Query().Get("step"))
			_, _ = w.Write([]byte(`{"metric":"grid_w","times":[],"values":[]}`))
		}, append([]string{"site", "history", "h", "grid_w"}, args...)...)
		require.Zero(t, code, out)
	}
	f("")
	f("15m0s", "--step", "15m", "--last", "168h")
}

// TestWatchGoesOnWhereItWas, with the id of the last event, and says what it missed.
func TestWatchGoesOnWhereItWas(t *testing.T) {
	var asked []string
	events := func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("Last-Event-ID"))
		switch len(asked) {
		case 1:
			_, _ = w.Write([]byte("id: 1\nevent: plant\ndata: {\"id\":\"demo\"}\n\n"))
		case 2:
			_, _ = w.Write([]byte("id: 13\nevent: gap\ndata: {\"missed\":12,\"restarted\":false}\n\nid: 14\nevent: plant\ndata: {\"id\":\"demo\"}\n\n"))
		case 3:
			_, _ = w.Write([]byte("id: 20\nevent: gap\ndata: {\"missed\":null,\"restarted\":true}\n\nid: 21\nevent: news\ndata: {\"id\":\"other\"}\n\n"))
		default:
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}
	text, code := run(t, events, "plant", "watch", "demo")
	require.Equal(t, 1, code)
	require.Equal(t, []string{"", "1", "14", "21"}, asked)
	require.Equal(t, 2, bytes.Count([]byte(text), []byte("asked nothing")), text)
	require.Contains(t, text, "12 seconds were missed\n")
	require.Contains(t, text, "nobody knows how many")
}

func TestStoreShowsHowItStands(t *testing.T) {
	out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/api/v1/store", r.URL.Path)
		_, _ = w.Write([]byte(`{"state":"down","down_since":"2026-03-01T12:00:00Z","cause":"refused"}`))
	}, "store")
	require.Zero(t, code)
	require.Contains(t, out, `"state": "down"`)
	require.Contains(t, out, `"cause": "refused"`)
}
