package server_test

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// TestRow34_AcceptedIsNotAppliedIsNotEffective: the home says of each step by itself
// whether it was seen, over the real broker.
func TestRow34_AcceptedIsNotAppliedIsNotEffective(t *testing.T) {
	c := start(t, filepath.Join(t.TempDir(), "state"))
	defer c.end()
	accepted := time.UnixMilli(time.Now().UnixMilli()).UTC()
	home := c.home("home-1", func(q wire.Question) []wire.Explanation {
		e := wire.Explanation{ID: q.ID, Site: "home-1", Boot: 3, Kept: true}
		if q.Order == 7 {
			e.Course = energy.Course{Order: 7, Accepted: accepted, Written: accepted.Add(time.Second), Overruled: "reads 0 W\x1b[2J"}
		}
		return []wire.Explanation{e}
	})
	get := func(path string, status int, has ...string) (course api.Course) {
		t.Helper()
		got, body := c.get(path)
		require.Equal(t, status, got, body)
		for _, h := range has {
			require.Contains(t, body, h)
		}
		require.NoError(t, json.Unmarshal([]byte(body), &course))
		return course
	}
	course := get("/api/v1/sites/home-1/orders/7", 200)
	seen := map[string]*time.Time{}
	for _, s := range course.Steps {
		seen[s.Name] = s.At
		require.Equal(t, s.At != nil, s.Seen, s.Name)
	}
	written := accepted.Add(time.Second)
	require.Equal(t, map[string]*time.Time{
		"issued": nil, "sent": nil, "answered": nil, "accepted": &accepted, "written": &written, "read_back": nil, "measured": nil,
	}, seen)
	require.Equal(t, "told", course.Home)
	require.NotContains(t, *course.Overruled, "\x1b", "a home moves no terminal")
	get("/api/v1/sites/home-1/orders/8", 404, "does not remember")
	get("/api/v1/sites/home-1/orders/x", 400, "an order is a number")
	get("/api/v1/sites/home-9/orders/7", 404)
	get("/api/v1/orders/7", 404, "it is the newest of no home")
	home.Disconnect(0)
	require.Eventually(t, func() bool {
		status, _ := c.get("/api/v1/sites/home-1/orders/7")
		return status == 503
	}, waitTick, lookEach, "neither the cloud nor the home says anything of it")
}
