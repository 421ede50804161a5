package server_test

import (
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A server has its ledger from the first start on, and the same one after the next.
func TestAServerKeepsALedger(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	for range 2 {
		c := start(t, dir)
		f := func(path string, status int, has string) {
			t.Helper()
			got, body := c.get("/api/v1/" + path)
			require.Equal(t, status, got, body)
			require.Contains(t, body, has)
		}
		f("settlements", http.StatusOK, `"settlements":[]`)
		f("settlements/none", http.StatusNotFound, "a call is settled some time after it has ended")
		f("ledger", http.StatusOK, `"entries":[],"next":null`)
		f("ledger/check", http.StatusOK, `"state":"ok"`)
		f("ledger/file", http.StatusOK, "")
		f("sites/home-1/statement?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z", http.StatusOK, `"owed":[],"entries":[]`)
		c.end()
	}
}
