package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// as has somebody ask the cloud, and returns the status and what it says.
func (c *cloud) as(t *testing.T, person, method, path string, body any) (int, string) {
	t.Helper()
	var text bytes.Buffer
	if body != nil {
		require.NoError(t, json.NewEncoder(&text).Encode(body))
	}
	request, err := http.NewRequest(method, "http://"+c.http+path, &text)
	require.NoError(t, err)
	request.Header.Set("Hearthgrid-Person", person)
	if csv, ok := body.(string); ok {
		request, err = http.NewRequest(method, "http://"+c.http+path, strings.NewReader(csv))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "text/csv")
	}
	response, err := c.client.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text.Reset()
	_, err = text.ReadFrom(response.Body)
	require.NoError(t, err)
	return response.StatusCode, text.String()
}

// must has anna ask the cloud, which does it.
func (c *cloud) must(t *testing.T, method, path string, body any) string {
	t.Helper()
	status, text := c.as(t, "anna", method, path, body)
	require.Less(t, status, 300, text)
	return text
}

// zoned puts homes into a zone that may be moved as far and as fast as limits say, and
// the first of them below a feeder, and enrols all in a programme.
func (s *system) zoned(t *testing.T, kw, kwPerMin float64, below int, homes ...*home) {
	t.Helper()
	rows := "record,group,kind,site,part,device,name,value,source,stated,from,to\ngroup,north,zone,,,,,,,,2025-01-01T00:00:00Z,\ngroup,feeder-7,feeder,,,,,,,,2025-01-01T00:00:00Z,\n"
	for name, value := range map[string]float64{"import_kw": kw, "export_kw": kw, "ramp_kw_per_min": kwPerMin} {
		rows += fmt.Sprintf("limit,north,,,,,%s,%v,,,2025-01-01T00:00:00Z,\n", name, value)
	}
	for i, h := range homes {
		rows += fmt.Sprintf("member,north,,%s,,,,,,,2026-01-01T00:00:00Z,\n", h.site)
		if i < below {
			rows += fmt.Sprintf("member,feeder-7,,%s,,,,,,,2026-01-01T00:00:00Z,\n", h.site)
		}
	}
	s.cloud.must(t, "POST", "/api/v1/fleet/import", rows)
}

func (c *cloud) enrol(t *testing.T, programme string) {
	t.Helper()
	c.must(t, "POST", "/api/v1/programmes/"+programme+"/sites", map[string]any{"group": plantID, "power_w": batteryRating, "reserve_ratio": 0.1})
}

// request is of so much power, up or down, at a node from now on.
func request(id, programme, node string, up, down energy.Watts, lasts time.Duration) api.CallRequest {
	now := time.Now()
	return api.CallRequest{ID: id, Programme: programme, Node: node, Purpose: "test", Start: now, End: now.Add(lasts), Up: up, Down: down, Least: 0.01}
}

func (c *cloud) call(t *testing.T, id string) (v api.CallDetail) {
	t.Helper()
	require.NoError(t, c.do(http.MethodGet, "/api/v1/calls/"+id, nil, &v))
	return v
}

// capped waits until the cap of the zone is read: nothing is planned before.
func (c *cloud) capped(t *testing.T, r api.CallRequest) (plan api.Plan) {
	t.Helper()
	await(t, "a plan", 15*time.Second, func() string {
		require.NoError(t, json.Unmarshal([]byte(c.must(t, "POST", "/api/v1/dry-runs", r)), &plan))
		return plan.Refused
	})
	return plan
}

// TestRow28_Row48_Fault101_ACallFromDryRunToHalt: a backstop on the plant, with a person
// who has asked for something else, an owner who has enough, a cloud that is killed, and
// a second person for a large one.
func TestRow28_Row48_Fault101_ACallFromDryRunToHalt(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	homes := []*home{s.light(t, device.ACCoupled), s.light(t, device.Hybrid), s.light(t, device.ACCoupled), s.light(t, device.Hybrid)}
	s.joined(t, len(homes))
	const backstop = "emergency-backstop"
	s.zoned(t, 100, 600, 0, homes...)
	r := request("first", backstop, plantID, 8000, 0, time.Hour)
	r.Start = time.Now().Add(time.Minute) // the start is not what is refused
	status, text := s.cloud.as(t, "anna", "POST", "/api/v1/calls", r)
	require.Equal(t, http.StatusConflict, status, "nobody is enrolled: %s", text)
	s.cloud.enrol(t, backstop)
	plan := s.cloud.capped(t, r)
	require.Equal(t, 4, plan.Call.Homes)
	require.InDelta(t, 8000, float64(plan.Up), 1)
	require.NotNil(t, plan.Regions[0].Cap)

	s.cloud.ask(t, 4000) // a person's
	follows(t, "what a person asked for", 4000, 30*time.Second, homes...)
	r = request("first", backstop, plantID, 8000, 0, time.Hour)
	s.cloud.must(t, "POST", "/api/v1/calls", r)
	s.cloud.must(t, "POST", "/api/v1/calls", r) // again: it is the same
	follows(t, "the call in its place", 8000, 40*time.Second, homes...)
	status, text = s.cloud.as(t, "anna", "PUT", "/api/v1/plants/"+plantID+"/target", map[string]any{"power_w": 100, "for_ms": 60000})
	require.Equal(t, http.StatusConflict, status, text)
	require.Contains(t, text, "call first")

	s.cloud.must(t, "PUT", "/api/v1/sites/"+string(homes[0].site)+"/opt-out", map[string]any{})
	selfSufficient(t, 8*time.Second, homes[0]) // far within its lease
	follows(t, "the others with what is claimed of them", 6000, 40*time.Second, homes[1:]...)
	detail := s.cloud.call(t, "first")
	require.Equal(t, []api.LeftOut{{Site: homes[0].site, Why: "opted_out"}}, detail.LeftOut)

	s.cloud.process.kill()
	selfSufficient(t, lease, homes...)
	s.cloud.start(t)
	follows(t, "the call after the cloud was killed", 6000, backIn+40*time.Second, homes[1:]...)
	require.Equal(t, "running", s.cloud.call(t, "first").Stage)

	s.cloud.must(t, "POST", "/api/v1/calls/first/stop", map[string]any{"why": "enough"})
	follows(t, "what the person had asked for is back", 4000, lease+20*time.Second, homes...)
	s.cloud.must(t, "DELETE", "/api/v1/plants/"+plantID+"/target", nil)
	selfSufficient(t, lease, homes...)
	s.guarded(t, homes)
}

// guarded is Fault101: what one person wants alone and is above the threshold waits, and
// all of it ends with one touch.
func (s *system) guarded(t *testing.T, homes []*home) {
	t.Helper()
	s.cloud.must(t, "DELETE", "/api/v1/sites/"+string(homes[0].site)+"/opt-out", nil)
	s.cloud.must(t, "POST", "/api/v1/calls", request("large", "emergency-backstop", plantID, 1.1e6, 0, time.Hour))
	require.True(t, s.cloud.call(t, "large").Guarded)
	status, text := s.cloud.as(t, "anna", "POST", "/api/v1/calls/large/approve", nil)
	require.Equal(t, http.StatusForbidden, status, text)
	selfSufficient(t, 0, homes...)
	require.NotEqual(t, "running", s.cloud.call(t, "large").Stage)
	status, text = s.cloud.as(t, "bert", "POST", "/api/v1/calls/large/approve", nil)
	require.Equal(t, http.StatusNoContent, status, text)
	await(t, "the large call at all its homes", 40*time.Second, func() string {
		p := battery(homes...)
		return unless(p > 15_000, fmt.Sprintf("%.0f W", p))
	})
	status, _ = s.cloud.as(t, "", "PUT", "/api/v1/halt", nil)
	require.Equal(t, http.StatusNoContent, status)
	selfSufficient(t, lease, homes...)
	require.Equal(t, "stopped", s.cloud.call(t, "large").Stage)
	var list api.CallList
	require.NoError(t, s.cloud.do(http.MethodGet, "/api/v1/calls", nil, &list))
	require.NotNil(t, list.Halted)
	s.cloud.must(t, "DELETE", "/api/v1/halt", nil)
}
