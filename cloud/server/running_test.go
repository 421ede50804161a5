package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const hamlet = `record,group,kind,site,part,device,name,value,source,stated,from,to
site,,,home-1,,,,,,,2025-01-01T00:00:00Z,
site,,,home-2,,,,,,,2025-01-01T00:00:00Z,
group,east,plant,,,,,,,,2025-01-01T00:00:00Z,
group,feeder-7,feeder,,,,,,,,2025-01-01T00:00:00Z,
part,east,,,feeder-7,,,,,,2025-01-01T00:00:00Z,
member,east,,home-1,,,,,,,2025-01-01T00:00:00Z,
member,feeder-7,,home-1,,,,,,,2025-01-01T00:00:00Z,
member,feeder-7,,home-2,,,,,,,2025-01-01T00:00:00Z,
`

// TestAPlantThatIsImportedTicks without a restart, and all ask about the same homes
// of it. What the cloud learned is kept at its end.
func TestAPlantThatIsImportedTicks(t *testing.T) {
	c := start(t, filepath.Join(t.TempDir(), "state"))
	status, _ := c.get("/api/v1/plants/east")
	require.Equal(t, http.StatusNotFound, status)
	response, err := http.Post(c.url+"/api/v1/fleet/import", "text/csv", bytes.NewReader([]byte(hamlet)))
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode, "%s", text)

	homes := func(path string) int {
		status, body := c.get(path)
		var v struct{ Coverage struct{ Homes int } }
		if status != http.StatusOK || json.Unmarshal([]byte(body), &v) != nil {
			return -1
		}
		return v.Coverage.Homes
	}
	f := func(path string) {
		t.Helper()
		require.Eventually(t, func() bool { return homes(path) == 2 }, waitTick, lookEach, path)
	}
	f("/api/v1/plants/east")
	f("/api/v1/plants/east/estimate")
	f("/api/v1/groups/feeder-7/estimate")
	status, body := c.get("/api/v1/sites/home-2/estimate")
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, body, `"condition":"never_seen"`)
	status, body = c.get("/api/v1/sites/home-2") // imported, and no gateway of it ever enrolled
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, body, `"enrolled":false,"groups":[{"id":"feeder-7","kind":"feeder"},{"id":"east","kind":"plant"}]`)
	require.Contains(t, body, `"condition":"never_seen"`)
	require.Contains(t, body, `"boot":0`)
	status, _ = c.get("/api/v1/sites/home-3")
	require.Equal(t, http.StatusNotFound, status)
	status, body = c.get("/api/v1/fleet/estimate")
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, body, `"id":"fleet"`)
	require.Equal(t, 2, homes("/api/v1/fleet/estimate"))
	status, body = c.get("/api/v1/counters")
	require.Equal(t, http.StatusOK, status, body)
	var counted struct {
		Estimates struct{ Made int }
		Registry  struct{ Changes int }
		History   struct{ State string }
	}
	require.NoError(t, json.Unmarshal([]byte(body), &counted))
	require.Positive(t, counted.Estimates.Made)
	require.GreaterOrEqual(t, counted.Registry.Changes, 8, "a line for each row that was imported")
	require.Equal(t, "ok", counted.History.State)
	c.end()
	require.FileExists(t, filepath.Join(c.dir, "estimates"))
	c = start(t, c.dir)
	defer c.end()
	f("/api/v1/plants/east")
}
