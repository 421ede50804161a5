package server

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
)

const village = `record,group,kind,site,part,device,name,value,source,stated,from,to
site,,,home-1,,,,,,,2025-01-01T00:00:00Z,
site,,,home-2,,,,,,,2025-01-01T00:00:00Z,
group,east,plant,,,,,,,,2025-01-01T00:00:00Z,
group,feeder-7,feeder,,,,,,,,2025-01-01T00:00:00Z,
group,trafo-1,transformer,,,,,,,,2025-01-01T00:00:00Z,
part,trafo-1,,,feeder-7,,,,,,2025-01-01T00:00:00Z,
member,east,,home-1,,,,,,,2025-01-01T00:00:00Z,2026-05-03T12:00:00Z
member,feeder-7,,home-1,,,,,,,2025-01-01T00:00:00Z,
member,trafo-1,,home-2,,,,,,,2025-01-01T00:00:00Z,
device,,inverter,home-1,,inverter,,,,,2025-01-01T00:00:00Z,2026-02-01T00:00:00Z
device,,inverter,home-1,,inverter,,,,,2026-02-01T00:00:00Z,
fact,,,home-1,,inverter,maker,Old,installer,2025-01-02T00:00:00Z,2025-01-01T00:00:00Z,
fact,,,home-1,,inverter,maker,New,installer,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,
fact,,,home-1,,inverter,rated_power_w,5000,installer,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,
fact,,,home-1,,inverter,rated_power_w,4600,nameplate,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,
limit,trafo-1,,,,,import_kw,250,,,2025-01-01T00:00:00Z,
person,,,home-1,,,name,Jo,,,,
`

// cloudOf returns a way to ask a cloud of its own, over HTTP.
func cloudOf(t *testing.T) func(method, path, media, body string) (int, string) {
	t.Helper()
	return cloudThatTells(t, io.Discard)
}

// cloudThatTells is cloudOf with its log.
func cloudThatTells(t *testing.T, told io.Writer) func(method, path, media, body string) (int, string) {
	t.Helper()
	c := Defaults()
	c.StateDir, c.MQTT = t.TempDir(), "127.0.0.1:0"
	s, err := openStores(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	log := slog.New(slog.NewJSONHandler(told, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r, err := newRoad(t.Context(), c, s, log)
	require.NoError(t, err)
	end(t, r)
	server := httptest.NewServer(handler(c, s, r, log))
	t.Cleanup(server.Close)
	return func(method, path, media, body string) (int, string) {
		t.Helper()
		req, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Content-Type", media)
		resp, err := server.Client().Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(text)
	}
}

func TestTheFleetIsImportedAskedAndExported(t *testing.T) {
	ask := cloudOf(t)
	status, text := ask("POST", "/api/v1/fleet/import", "text/csv; charset=utf-8", village)
	require.Equal(t, 200, status, text)
	require.JSONEq(t, `{"rows":17,"changed":17}`, text)

	f := func(path string, into any) {
		t.Helper()
		status, text := ask("GET", path, "", "")
		require.Equal(t, 200, status, text)
		require.NotContains(t, text, "Jo")
		require.NoError(t, json.Unmarshal([]byte(text), into), text)
	}
	var group api.GroupDetail
	f("/api/v1/groups/east?at=2026-05-03T11:59:59Z", &group)
	require.Len(t, group.Sites, 1)
	f("/api/v1/groups/east?at=2026-05-03T12:00:00Z", &group)
	require.Empty(t, group.Sites)
	f("/api/v1/groups/trafo-1", &group)
	require.Equal(t, 2, group.Below)
	require.Equal(t, []string{"feeder-7"}, group.Parts)
	require.Equal(t, "import_kw", group.Limits[0].Name)
	require.Equal(t, api.Node{Kind: "group", ID: "trafo-1"}, group.Limits[0].Node)
	f("/api/v1/groups/feeder-7", &group)
	require.Empty(t, group.Limits)
	require.Equal(t, api.Node{Kind: "group", ID: "trafo-1"}, group.Binding[0].Node)
	var list struct{ Groups []api.Group }
	f("/api/v1/groups?kind=feeder", &list)
	require.Len(t, list.Groups, 1)

	var then, now api.Assets
	f("/api/v1/sites/home-1/assets?at=2026-01-01T00:00:00Z", &then)
	f("/api/v1/sites/home-1/assets", &now)
	require.Equal(t, "Old", then.Devices[0].Facts[0].Used)
	require.Len(t, then.Groups, 2)
	require.Equal(t, "New", now.Devices[0].Facts[0].Used)
	require.Equal(t, "4600", now.Devices[0].Facts[1].Used)
	require.Equal(t, "lower", now.Devices[0].Facts[1].Rule)
	require.Len(t, now.Devices[0].Facts[1].Said, 2)
	require.Empty(t, now.Limits)
	require.Equal(t, api.Node{Kind: "group", ID: "trafo-1"}, now.Binding[0].Node)
	require.Equal(t, 250.0, now.Binding[0].Value)

	_, text = ask("GET", "/api/v1/fleet/export?people=yes", "", "")
	require.Equal(t, strings.Count(village, "\n")+1, strings.Count(text, "\n"), "and the plant of the demo")
	for line := range strings.Lines(village) {
		require.Contains(t, text, line)
	}
	_, text = ask("GET", "/api/v1/fleet/export?format=json", "", "")
	require.NotContains(t, text, "Jo")
	status, text = ask("POST", "/api/v1/fleet/import", "application/json", text)
	require.Equal(t, 200, status)
	require.JSONEq(t, `{"rows":17,"changed":0}`, text)
}

// TestAPersonIsForgotten, and was never told of: not in a log, and not in an
// answer to who did not ask for people.
func TestAPersonIsForgotten(t *testing.T) {
	var log strings.Builder
	ask := cloudThatTells(t, &log)
	told := ""
	f := func(method, path, body string, status int) string {
		t.Helper()
		got, text := ask(method, path, "text/csv", body)
		require.Equal(t, status, got, text)
		return text
	}
	const people = "/api/v1/fleet/export?people=yes"
	f("POST", "/api/v1/fleet/import", village, 200)
	head, _, _ := strings.Cut(village, "\n")
	f("POST", "/api/v1/fleet/import", head+"\nperson,,,home-1,,,email,zaphod@example.org,,,,\n", 200)
	told += f("POST", "/api/v1/fleet/import", head+"\nperson,,,home-7,,,email,zaphod@example.org,,,,\n", 400)
	require.Contains(t, f("GET", people, "", 200), "zaphod")
	told += f("GET", "/api/v1/sites/home-1/assets", "", 200) + f("GET", "/api/v1/fleet/export", "", 200)
	told += f("DELETE", "/api/v1/persons/home-1", "", 204)
	told += f("DELETE", "/api/v1/persons/home-1", "", 404)
	told += f("DELETE", "/api/v1/persons/a%20b", "", 400)
	told += f("GET", people, "", 200)
	require.NotContains(t, told+log.String(), "zaphod")
	require.NotContains(t, told+log.String(), "Jo")
	require.Contains(t, f("GET", people, "", 200), "site,,,home-1,", "the home stays")
}

func TestTheFleetRefusesAsAllElseDoes(t *testing.T) {
	ask := cloudOf(t)
	f := func(method, path, media, body string, status int, has ...string) {
		t.Helper()
		got, text := ask(method, path, media, body)
		require.Equal(t, status, got, text)
		for _, h := range append(has, `"kind":"`, `"detail":"`) {
			require.Contains(t, text, h)
		}
	}
	f("GET", "/api/v1/groups/nowhere", "", "", 404, "hint")
	f("GET", "/api/v1/groups?kind=street", "", "", 400, "feeder")
	f("GET", "/api/v1/groups?at=yesterday", "", "", 400, "2026-03-01T12:00:00Z")
	f("GET", "/api/v1/sites/nobody/assets", "", "", 404)
	f("GET", "/api/v1/sites/a%20b/assets", "", "", 400)
	f("GET", "/api/v1/fleet/export?format=xml", "", "", 400)
	f("POST", "/api/v1/fleet/import", "image/png", "", 415)
	f("POST", "/api/v1/fleet/import", "text/csv", "record,site\nsite,a/b\nhouse,b\n", 400,
		`"rows":[{"line":2,"column":"site","value":"a/b","reason":"it is no id"`, `{"line":3,"column":"record","value":"house"`)
	f("PUT", "/api/v1/plants/feeder-7/sites/home-1", "", "", 404)
	status, text := ask("GET", "/api/v1/sites", "", "")
	require.Equal(t, 200, status)
	require.NotContains(t, text, "home")
}

func TestRegistryURLIsOneOfPostgreSQL(t *testing.T) {
	f := func(url string, good bool) {
		t.Helper()
		c := Defaults()
		c.RegistryURL = url
		err := c.Validate()
		require.Equal(t, good, err == nil, "%v", err)
		if !good {
			require.ErrorContains(t, err, "registry_url")
			require.NotContains(t, err.Error(), "s3cret")
		}
	}
	f("", true)
	f("postgres://hearth@localhost/hearth", true)
	f("postgresql:///hearth?host=/run/postgresql", true)
	f("postgres://hearth:s3cret@localhost/", false)
	f("mysql://hearth:s3cret@localhost/hearth", false)
	f("registry.db", false)
}
