package server_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/server"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

const waitTick, lookEach = 10 * time.Second, 50 * time.Millisecond

func TestAServerStartsServesEndsAndKnowsItsHomesAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	c := start(t, dir)
	f := func(path string, status int, has ...string) {
		t.Helper()
		got, body := c.get(path)
		require.Equal(t, status, got, body)
		for _, h := range has {
			require.Contains(t, body, h)
		}
	}
	f("/livez", http.StatusOK, "alive")
	f("/readyz", http.StatusOK, "ready")
	f("/api/v1/sites", http.StatusOK)
	f("/api/v1/sites/home-1", http.StatusNotFound)
	f("/api/v1/plants/other", http.StatusNotFound)
	f("/", http.StatusOK)
	f("/api/v1/counters", http.StatusOK, `"no_certificate":0`, `"history_refused":0`, `"journal_bytes":`)
	f("/metrics", http.StatusOK, "hearth_broker_refused_total{reason=\"slow\"} 0\n", "hearth_fleet_heard_homes 0\n")
	f("/api/v1/nothing", http.StatusNotFound, `"kind":"not_found"`)

	status, body := c.enroll("home-1", "a guess")
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, body, "ask the operator for a claim")
	f("/api/v1/sites/home-1", http.StatusNotFound)
	status, body = c.enroll("home-1", c.claim())
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "BEGIN CERTIFICATE")
	f("/api/v1/sites", http.StatusOK, "home-1")
	f("/api/v1/sites/home-1", http.StatusOK)
	claim := c.claim()
	c.end()

	c = start(t, dir)
	defer c.end()
	require.Equal(t, claim, c.claim())
	f("/api/v1/sites", http.StatusOK, "home-1")
	f("/api/v1/sites/home-1", http.StatusOK)
}

// A home that has enrolled and said nothing is in the plant, and missing.
func TestRow19_APlantShowsItsCoverage(t *testing.T) {
	c := start(t, filepath.Join(t.TempDir(), "state"))
	defer c.end()
	status, body := c.enroll("home-1", c.claim())
	require.Equal(t, http.StatusOK, status, body)
	var v struct {
		Coverage struct {
			Homes, Reporting, Excluded int
			Missing                    float64
		}
	}
	require.Eventually(t, func() bool { // the next tick counts it
		_, body = c.get("/api/v1/plants/demo")
		require.NoError(t, json.Unmarshal([]byte(body), &v))
		return v.Coverage.Homes == 1
	}, waitTick, lookEach, "%s", body)
	require.Zero(t, v.Coverage.Reporting)
	require.InDelta(t, 1, v.Coverage.Missing, 0)
	require.Equal(t, 1, v.Coverage.Excluded)
}

func TestRow54_WhatCannotBeOpenedIsNamed(t *testing.T) {
	f := func(broken func(t *testing.T, dir string), reasons ...string) {
		t.Helper()
		dir := filepath.Join(t.TempDir(), "state")
		require.NoError(t, os.Mkdir(dir, 0o700))
		broken(t, dir)
		err := server.Run(t.Context(), settings(dir), slog.New(slog.DiscardHandler))
		for _, r := range reasons {
			require.ErrorContains(t, err, strings.ReplaceAll(r, "DIR", dir))
		}
	}
	file := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		}
	}
	f(file("journal", "no folder"), "DIR/journal")
	f(file("registry.db", strings.Repeat("no database ", 100)), "open registry DIR/registry.db", "restore the file from a backup")
	f(file("authority.pem", "no key"), "open certificate authority DIR/authority.pem", "restore it from a backup")
	f(file("claim", "short"), "read claim DIR/claim", "remove the file")
	f(file("programmes.log", "no record\n"), "open audit log DIR/programmes.log", "restore the file from a backup")
	f(func(t *testing.T, dir string) {
		held, err := process.Hold(dir)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, held.Close()) })
	}, "DIR", "uses it")
}

// What a failed start has opened is closed: the next one is not in its way.
func TestAStartAfterAFailedOneSucceeds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	require.NoError(t, os.Mkdir(dir, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "journal"), nil, 0o600))
	require.Error(t, server.Run(t.Context(), settings(dir), slog.New(slog.DiscardHandler)))
	require.NoError(t, os.Remove(filepath.Join(dir, "journal")))
	start(t, dir).end()
}
