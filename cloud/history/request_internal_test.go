package history

import (
	"testing"

	"github.com/VictoriaMetrics/VictoriaMetrics/lib/prompb"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestARemoteWriteIsNotLongerThanItCounts: so none is refused for its length.
func TestARemoteWriteIsNotLongerThanItCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var series []run
		most := 0
		for range rapid.IntRange(1, 20).Draw(t, "series") {
			r := run{site: energy.SiteID(rapid.StringMatching(`[a-z]{1,64}`).Draw(t, "site")), metric: Metric(rapid.IntRange(0, NumMetrics-1).Draw(t, "metric"))}
			for range rapid.IntRange(1, 5).Draw(t, "points") {
				r.points = append(r.points, prompb.Sample{Value: rapid.Float64().Draw(t, "value"), Timestamp: rapid.Int64Range(0, 1<<43).Draw(t, "at")})
			}
			series, most = append(series, r), most+bytesOf(&r)
		}
		require.LessOrEqual(t, len(remoteWrite(series)), most)
	})
}

func TestABlockOfManySeriesGoesInParts(t *testing.T) {
	f := func(series, points int, want ...int) {
		t.Helper()
		all, parts := make([]run, series), []int(nil)
		for i := range all {
			all[i] = run{site: "home", points: make([]prompb.Sample, points)}
		}
		for len(all) > 0 {
			n := fitting(all)
			parts, all = append(parts, n), all[n:]
		}
		require.Equal(t, want, parts)
	}
	f(8000, 100, 7973, 27)
	f(3, 2, 3)
	f(2, 900_000, 1, 1)
}
