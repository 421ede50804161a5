package server

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheHistoryMayBeElsewhere: then nothing of it is kept in the state folder.
func TestTheHistoryMayBeElsewhere(t *testing.T) {
	asked := make(chan string, 1)
	far := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	defer far.Close()
	c := Defaults()
	c.StateDir, c.HistoryURL = t.TempDir(), far.URL+"/vm/"
	s, err := openStores(t.Context(), c)
	require.NoError(t, err)
	client, err := s.database.client()
	require.NoError(t, err)
	require.NoError(t, client.Flush(t.Context()))
	require.Equal(t, "/vm/internal/force_flush", <-asked)
	require.NoDirExists(t, filepath.Join(c.StateDir, "history"))
	http.DefaultClient.CloseIdleConnections()
	require.NoError(t, s.close())
}

func TestTheURLOfAHistoryIsChecked(t *testing.T) {
	f := func(url string, ok bool) {
		t.Helper()
		c := Defaults()
		c.HistoryURL = url
		require.Equal(t, ok, c.Validate() == nil, "%v", c.Validate())
	}
	f("", true)
	f("http://localhost:8428", true)
	f("https://metrics.example/vm", true)
	f("localhost:8428", false)
	f("ftp://localhost", false)
	f("http://", false)
	f("::", false)
}
