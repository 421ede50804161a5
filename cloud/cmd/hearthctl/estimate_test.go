package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

const believedSite = `{"site":"home-1","at":"2026-03-01T12:00:00Z","basis":"model","interval_level":0.8,"condition":"unreachable",
"battery_w":{"mean":0,"interval":[-100.4,100],"provenance":"modelled","age_s":73},
"pv_w":{"mean":null,"interval":null,"provenance":"missing","age_s":null},
"soc_ratio":{"mean":0.61,"interval":[0.6,0.625],"provenance":"modelled","age_s":73}}`

func TestSiteEstimateTellsMeanIntervalAndAge(t *testing.T) {
	f := func(want string, args ...string) string {
		t.Helper()
		asked := ""
		out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
			asked = r.URL.String()
			_, _ = w.Write([]byte(believedSite))
		}, append([]string{"site", "estimate", "home-1"}, args...)...)
		require.Zero(t, code, out)
		require.Equal(t, want, asked)
		return out
	}
	out := f("/api/v1/sites/home-1/estimate?level=0.9")
	require.Contains(t, out, "home-1 at 2026-03-01T12:00:00Z, by model, unreachable\n")
	require.Contains(t, out, "80 % interval")
	require.Regexp(t, `battery_w +0 +-100 … 100 +73\.0 s +modelled`, out)
	require.Regexp(t, `pv_w +missing +- +never read +missing`, out, "what is missing is no 0")
	require.Regexp(t, `soc_ratio +0\.610 +0\.600 … 0\.625 `, out)
	f("/api/v1/sites/home-1/estimate?at=2026-03-01T12%3A00%3A00Z&level=0.5", "--level", "0.5", "--at", "2026-03-01T12:00:00Z")
	require.Contains(t, f("/api/v1/sites/home-1/estimate?level=0.9", "--json"), `"provenance": "missing"`)
}

func TestGroupsAreEstimatedWithTheirCoverage(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		asked := ""
		out, code := run(t, func(w http.ResponseWriter, r *http.Request) {
			asked = r.URL.String()
			_, _ = w.Write([]byte(`{"id":"demo","kind":"plant","at":"2026-03-01T12:00:00Z","interval_level":0.9,
"coverage":{"homes":508,"measured":0.96,"modelled":0.03,"missing":0.01,"oldest_s":312.5,"median_s":0.8},
"battery_w":{"mean":497200,"interval":[489000,505400],"homes":503},"pv_w":{"mean":null,"interval":null,"homes":0},
"firm":[{"for_s":900,"probability":0.95,"up_w":1150000,"down_w":1280000}],"states":{"ready":490,"silent":5}}`))
		}, args...)
		require.Zero(t, code, out)
		require.Equal(t, want, asked)
		require.Contains(t, out, "508 homes: 96.0 % measured, 3.0 % modelled, 1.0 % missing, data 0.8 s old, the oldest 312.5 s")
		require.Regexp(t, `battery_w +497200 +489000 … 505400 +503`, out)
		require.Regexp(t, `pv_w +missing +- +0`, out)
		require.Regexp(t, `firm for 15m0s +1150000 up, 1280000 down +with 95 %`, out)
		require.Contains(t, out, "490 ready, 0 mute, 0 guessed, 5 silent")
	}
	f("/api/v1/plants/demo/estimate?level=0.9", "plant", "estimate", "demo")
	f("/api/v1/groups/feeder-7/estimate?level=0.8", "group", "estimate", "feeder-7", "--level", "0.8")
}

func TestEstimatesRefuseWhatIsWrittenWrongly(t *testing.T) {
	never := func(http.ResponseWriter, *http.Request) { t.Error("the server was asked") }
	f := func(args ...string) {
		t.Helper()
		out, code := run(t, never, args...)
		require.Equal(t, 2, code, out)
	}
	f("site", "estimate", "a b")
	f("site", "estimate", "home-1", "--at", "noon")
	f("plant", "estimate", "a/b")
	f("group", "estimate")
	f("order", "trace", "x")
	f("order", "trace", "0")
	f("order", "trace", "7", "--site", "a b")
}
