package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
)

// TestExplainPrintsWhatTheHomeSays, and the plant whose order it speaks of.
func TestExplainPrintsWhatTheHomeSays(t *testing.T) {
	demo := "demo"
	f := func(want string, args ...string) string {
		t.Helper()
		asked := ""
		out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
			asked = r.URL.String()
			_, _ = w.Write([]byte(`{"site":"home-1","sentence":"dispatch wants 1.5 kW discharging"}`))
		}, append([]string{"site", "explain", "home-1"}, args...)...)
		require.Zero(t, code, out)
		require.Equal(t, want, asked)
		return out
	}
	require.Equal(t, "dispatch wants 1.5 kW discharging\n", f("/api/v1/sites/home-1/explain"))
	require.Equal(t, "the owner's reserve holds\norder 17 in force is of plant demo", explained(&api.Explanation{Sentence: "the owner's reserve holds", Plant: &demo, Decision: api.Decision{Order: 17}}))
	f("/api/v1/sites/home-1/explain?at=2026-03-01T12%3A00%3A00%2B01%3A00", "--at", "2026-03-01T12:00:00+01:00")
	require.Contains(t, f("/api/v1/sites/home-1/explain", "--json"), `"asked_at": null`)
}

func TestAHomeThatSaysNothingIsAFailureWithItsReason(t *testing.T) {
	f := func(code int, has string, args ...string) {
		t.Helper()
		out, got := run(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusGatewayTimeout)
			_, _ = w.Write([]byte(`{"detail":"ask why home-1: no answer within 5s (the home may be unreachable)"}`))
		}, append([]string{"site", "explain"}, args...)...)
		require.Equal(t, code, got, out)
		require.Contains(t, out, has)
	}
	f(1, "no answer within 5s (the home may be unreachable)", "home-1")
	f(2, "--at", "home-1", "--at", "noon")
	f(2, "a b", "a b")
}
