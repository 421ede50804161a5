package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRow12_ShowAsksForTheTime: hearthctl fleet show S --at DAY.
func TestRow12_ShowAsksForTheTime(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
			require.Equal(t, want, r.URL.String())
			_, _ = w.Write([]byte(`{"site":"home-1","devices":[{"id":"inverter","facts":[{"name":"maker","used":"Old"}]}]}`))
		}, append([]string{"fleet", "show", "home-1"}, args...)...)
		require.Zero(t, code, out)
		require.Contains(t, out, `"used": "Old"`)
	}
	f("/api/v1/sites/home-1/assets?")
	f("/api/v1/sites/home-1/assets?at=2026-03-01T00%3A00%3A00Z", "--at", "2026-03-01")
	f("/api/v1/sites/home-1/assets?at=2026-03-01T11%3A00%3A00Z", "--at", "2026-03-01T12:00:00+01:00")
	_, code := run(t, nil, "fleet", "show", "home-1", "--at", "yesterday")
	require.Equal(t, 2, code)
}

func TestTreeShowsWhatIsInWhat(t *testing.T) {
	groups := func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/api/v1/groups", r.URL.Path)
		_, _ = w.Write([]byte(`{"groups":[{"id":"a","kind":"zone","parts":["f","t"]},{"id":"f","kind":"feeder","parts":[]},{"id":"p","kind":"plant","parts":[]},{"id":"t","kind":"transformer","parts":["f"]}]}`))
	}
	out, code := run(t, groups, "fleet", "tree")
	require.Zero(t, code)
	require.Equal(t, "zone a\n  feeder f\n  transformer t\n    feeder f\nplant p\n", out)
	out, _ = run(t, groups, "fleet", "tree", "t")
	require.Equal(t, "transformer t\n  feeder f\n", out)
	_, code = run(t, groups, "fleet", "tree", "x")
	require.Equal(t, 2, code)
	out, _ = run(t, groups, "fleet", "list")
	require.Equal(t, "zone a\nfeeder f\nplant p\ntransformer t\n", out)
}

func TestImportSendsTheFileAndNamesEveryBadRow(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fleet.JSON")
	require.NoError(t, os.WriteFile(path, []byte(`[{"record":"site"}]`), 0o600))
	out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		require.Equal(t, `[{"record":"site"}]`, string(body))
		require.Equal(t, "application/json", r.Header.Get("Content-Type"))
		w.WriteHeader(400)
		_, _ = w.Write([]byte(`{"detail":"import: 2 rows are wrong","rows":[{"line":1,"column":"site","reason":"it is empty","hint":"a site needs it"},{"line":3,"reason":"it has 4 fields"}]}`))
	}, "fleet", "import", path)
	require.Equal(t, 1, code)
	require.Equal(t, "line 1: site: it is empty (a site needs it)\nline 3: it has 4 fields\nimport: 2 rows are wrong", out)
	out, code = run(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"rows":3,"changed":1}`)) }, "fleet", "import", path, "--format", "csv")
	require.Zero(t, code)
	require.Equal(t, "3 rows read, 1 changed\n", out)
	_, code = run(t, nil, "fleet", "import", path+".not")
	require.Equal(t, 2, code)
}

func TestExportAsksForPeopleOnlyWhenTold(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
			require.Equal(t, want, r.URL.String())
			_, _ = w.Write([]byte("record\n"))
		}, append([]string{"fleet", "export"}, args...)...)
		require.Zero(t, code)
		require.Equal(t, "record\n", out)
	}
	f("/api/v1/fleet/export?format=csv")
	f("/api/v1/fleet/export?format=json&people=yes", "--format", "json", "--people")
}

func TestLimitsNameTheNodeTheyComeFrom(t *testing.T) {
	f := func(path string, args ...string) {
		t.Helper()
		out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
			require.Equal(t, path, r.URL.String())
			_, _ = w.Write([]byte(`{"limits":[],"binding":[{"name":"export_kw","value":4.6,"node":{"kind":"group","id":"trafo-1"}},{"name":"import_kw","value":0,"node":{"kind":"site","id":"home-1"}}]}`))
		}, append([]string{"fleet", "limits"}, args...)...)
		require.Zero(t, code, out)
		require.Equal(t, "export_kw 4.6 of group trafo-1\nimport_kw 0 of site home-1\n", out)
	}
	f("/api/v1/sites/home-1/assets?", "home-1")
	f("/api/v1/groups/feeder-7?at=2026-03-01T00%3A00%3A00Z", "--group", "feeder-7", "--at", "2026-03-01")
	_, code := run(t, nil, "fleet", "limits")
	require.Equal(t, 2, code)
	_, code = run(t, nil, "fleet", "limits", "home-1", "--group", "feeder-7")
	require.Equal(t, 2, code)
}

func TestForgetDeletesThePerson(t *testing.T) {
	out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "DELETE /api/v1/persons/home-1", r.Method+" "+r.URL.String())
		w.WriteHeader(204)
	}, "fleet", "forget", "home-1")
	require.Zero(t, code, out)
	_, code = run(t, nil, "fleet", "forget", "a b")
	require.Equal(t, 2, code)
}
