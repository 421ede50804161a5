package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// brittle is a room that panics.
type brittle struct {
	*rooms
	with any
}

func (b brittle) Sites() ([]energy.SiteID, error) { panic(b.with) }

// TestAPanicIsAProblemAndIsLogged with its reason, which the answer does not
// have.
func TestAPanicIsAProblemAndIsLogged(t *testing.T) {
	var log bytes.Buffer
	all := (&rooms{}).rooms()
	all.Sites = brittle{with: "the secret reason"}
	h := api.New(all, func() error { return nil }, slog.New(slog.NewTextHandler(&log, nil))).Handler()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/api/v1/sites", nil))
	require.Equal(t, 500, w.Code)
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	require.NotContains(t, w.Body.String(), "secret")
	require.Contains(t, log.String(), "the secret reason")
	require.Contains(t, log.String(), "guard_test.go", "where it was")
	d := open(t)
	var v any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &v))
	require.Empty(t, d.misfits(d.refer("#/components/schemas/Problem"), v, "panic"))
}

// leaking writes some of a file and panics.
type leaking struct{ *rooms }

func (l leaking) Export(_ context.Context, _ api.FleetFormat, _ api.People, to io.Writer) error {
	if _, err := to.Write(bytes.Repeat([]byte("row\n"), 10_000)); err != nil {
		return err
	}
	panic("halfway")
}

// TestAnAnswerThatHasBegunIsBrokenOff: half of it looks like no whole one.
func TestAnAnswerThatHasBegunIsBrokenOff(t *testing.T) {
	all := (&rooms{}).rooms()
	all.Fleet = leaking{&rooms{}}
	server := httptest.NewUnstartedServer(api.New(all, func() error { return nil }, slog.New(slog.DiscardHandler)).Handler())
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	defer server.Close()
	resp, err := server.Client().Get(server.URL + "/api/v1/fleet/export")
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, 200, resp.StatusCode)
	_, err = io.ReadAll(resp.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}
