package demo

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A run of another size leaves no homes behind that nobody simulates.
func TestThePlantIsMadeOfThisRunsHomes(t *testing.T) {
	var asked []string
	cloud := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/api/v1/")
		lists := map[string][]string{"plants/demo/sites": {"home-0002", "home-0003"}, "sites": {"home-0001", "home-0002", "home-0003"}}
		if list, ok := lists[path]; ok {
			require.NoError(t, json.NewEncoder(w).Encode(map[string]any{"sites": list}))
			return
		}
		asked = append(asked, r.Method+" "+path)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer cloud.Close()
	_, text, err := net.SplitHostPort(cloud.Listener.Addr().String())
	require.NoError(t, err)
	port, err := strconv.Atoi(text)
	require.NoError(t, err)
	o := Options{Homes: 1, Gateways: 1, PortOffset: port - httpPort}
	require.NoError(t, o.gather(t.Context()))
	require.Equal(t, []string{"PUT plants/demo/sites/home-0001", "DELETE plants/demo/sites/home-0003"}, asked)
}
