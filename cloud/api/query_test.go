package api_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAQueryThatIsNotUnderstoodIsRefused and never taken for one that was left out.
func TestAQueryThatIsNotUnderstoodIsRefused(t *testing.T) {
	_, call := serve(t)
	f := func(path string, status int, detail, hint string) {
		t.Helper()
		got, body := call("GET", path, "")
		require.Equal(t, status, got, body)
		if status == 200 {
			return
		}
		var p struct{ Type, Detail, Hint string }
		require.NoError(t, json.Unmarshal([]byte(body), &p))
		require.Equal(t, "urn:hearthgrid:problem:invalid", p.Type)
		require.Contains(t, p.Detail, detail)
		require.Contains(t, p.Hint, hint)
	}
	const day = "/api/v1/sites/home-1/history?metric=grid_w&from=2026-03-01T12:00:00Z&to=2026-03-01T12:30:00Z"
	f(day, 200, "", "")
	f(day+"&step=1m", 200, "", "")
	f(day+"&stpe=1m", 400, `unknown query parameter "stpe"`, `the nearest known is "step", of from, metric, step, to`)
	f(day+"&Step=1m", 400, `unknown query parameter "Step"`, `"step"`)
	f(day+"&step=1m&step=2m", 400, `"step" is there 2 times`, "once")
	f(day+"&step=%zz", 400, "invalid URL escape", "name=value")
	f(day+";step=1m", 400, "semicolon", "name=value")
	f("/api/v1/sites?page=2", 400, `"page"`, "takes none")
	f("/api/v1/groups?knid=feeder", 400, `"knid"`, `"kind"`)
	f("/api/v1/sites/home-1/estimate?level=0.8&a=1", 400, `"a"`, `"at"`)
	f("/livez?verbose", 200, "", "") // of whoever supervises
}

// TestEveryQueryOfTheDocumentIsTaken by its route.
func TestEveryQueryOfTheDocumentIsTaken(t *testing.T) {
	_, call := serve(t)
	seen := 0
	for _, o := range open(t).operations() {
		for _, p := range listed(o.says["parameters"]) {
			if p := p.(object); p["in"] == "query" {
				_, body := call(o.method, filled.Replace(o.path)+"?"+p["name"].(string)+"=x", "")
				require.NotContains(t, body, "unknown query parameter", "%s", o)
				seen++
			}
		}
	}
	require.Greater(t, seen, 10)
}
