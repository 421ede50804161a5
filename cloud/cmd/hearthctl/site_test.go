package main

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const shownHome = `{"id":"home-1","online":true,"boot":7,"seq":9,"condition":"commandable","state":"limited","layer":"dispatch",
	"bounds":["export"],"order":17,"arm":5,"armable_w":5000,"approved_w":-2100,"heard_s":0.4,"enrolled":true,"groups":[{"id":"feeder-7","kind":"feeder"},{"id":"demo","kind":"plant"}],
	"clock":{"state":"right","off_s":-0.2},"readings":{"soc_ratio":{"value":0.625,"age_s":1.25,"quality":"good"},"grid_w":{"value":null,"age_s":null,"quality":"missing"}}}`

// TestAHomeIsShownInWords, and as it is for programs.
func TestAHomeIsShownInWords(t *testing.T) {
	f := func(home string, args ...string) string {
		t.Helper()
		out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
			require.Equal(t, "/api/v1/sites/home-1", r.URL.Path)
			_, _ = w.Write([]byte(home))
		}, append([]string{"site", "show", "home-1"}, args...)...)
		require.Zero(t, code, out)
		return out
	}
	require.Equal(t, `home-1 is commandable, connected, heard 0.4 s ago, boot 7
in         feeder feeder-7, plant demo
does       limited by dispatch, battery 2.1 kW charging, order 17, armed to answer the frequency, bound by export
clock      right, 0.2 s behind
grid_w     missing  missing  never read
soc_ratio  0.625    good     1.2 s old
`, f(shownHome))
	require.Contains(t, f(`{"id":"home-1","condition":"never_seen","clock":{"state":"unknown"}}`), `home-1 is never seen, no gateway of it has enrolled
in     no group
does   not known now
clock  not known
`)
	for _, as := range [][]string{{"--json"}, {"-o", "json"}, {"--output=json"}} {
		require.JSONEq(t, shownHome, f(shownHome, as...))
	}
	require.Contains(t, f(shownHome, "--json=false"), "home-1 is commandable")
	require.YAMLEq(t, shownHome, f(shownHome, "-o", "yaml"))
	out, code := run(t, func(http.ResponseWriter, *http.Request) {}, "site", "show", "home-1", "-o", "xml")
	require.Equal(t, 2, code)
	require.Contains(t, out, "want table, json or yaml")
}

// TestYAMLIsTheJSONItWasMadeOf whatever is in it.
func TestYAMLIsTheJSONItWasMadeOf(t *testing.T) {
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		leaf := []*rapid.Generator[any]{
			rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.IntRange(-1e6, 1e6).AsAny(), rapid.Float64Range(-1e9, 1e9).AsAny(),
			rapid.SampledFrom([]string{"", "null", "yes", "2026-03-01", "12:30", "a: b", "- x", "#", "\"", "\n", "0x1f", "ä"}).AsAny(),
		}
		if depth > 0 {
			leaf = append(leaf, rapid.SliceOfN(value(depth-1), 0, 4).AsAny(),
				rapid.MapOfN(rapid.SampledFrom([]string{"", "a_b", "no", "on", "y", "1", "a b", "a:", "ü", "Z"}), value(depth-1), 0, 4).AsAny())
		}
		return rapid.OneOf(leaf...)
	}
	rapid.Check(t, func(t *rapid.T) {
		text, err := json.Marshal(rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "null"}), value(3), 0, 3).Draw(t, "value"))
		require.NoError(t, err)
		got, err := yamlOf(text)
		require.NoError(t, err)
		require.YAMLEq(t, string(text), string(got))
	})
	_, err := yamlOf([]byte(`{"a":[1,`))
	require.Error(t, err)
}
