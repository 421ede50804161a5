package evidence_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
)

// What is drawn holds every stretch and its peaks, whatever the points.
func TestPlotsHoldEveryStretch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := report()
		var points []evidence.Point
		stretches, known := 0, false
		at := noon
		for range rapid.IntRange(0, 400).Draw(t, "points") {
			at = at.Add(time.Duration(rapid.IntRange(1, 3000).Draw(t, "ms")) * time.Millisecond)
			p := evidence.Point{At: at}
			if rapid.IntRange(0, 9).Draw(t, "gap") > 0 {
				p.Value = decimal(rapid.Int64Range(-1e9, 1e9).Draw(t, "value"), 3)
			}
			if p.Value != nil && !known {
				stretches++
			}
			known = p.Value != nil
			points = append(points, p)
		}
		r.Charts[0].Lines = []evidence.Line{{Name: "x", Sources: []string{"signal"}, Points: points}}
		r = finish(t, r)
		var page bytes.Buffer
		require.NoError(t, r.Page(&page))
		require.Equal(t, stretches+1, strings.Count(page.String(), `<polyline class="line0"`))
		require.NotContains(t, page.String(), "NaN")
		require.NotContains(t, page.String(), "Inf")
		require.Less(t, page.Len(), 60_000)
	})
}

// Where many points share a pixel none is drawn but the ends and the peaks.
func TestAPeakIsDrawn(t *testing.T) {
	r := report()
	var points []evidence.Point
	for i := range 20_000 {
		p := evidence.Point{At: noon.Add(time.Duration(i) * 100 * time.Millisecond), Value: decimal(0, 0)}
		switch i {
		case 10_005:
			p.Value = decimal(1000, 0)
		case 10_007:
			p.Value = decimal(-1000, 0)
		}
		points = append(points, p)
	}
	r.Charts[0].Lines = []evidence.Line{{Name: "x", Sources: []string{"signal"}, Points: points}}
	r = finish(t, r)
	var page bytes.Buffer
	require.NoError(t, r.Page(&page))
	require.Contains(t, page.String(), ",12 ", "the top of the drawing")
	require.Contains(t, page.String(), ",246 ", "and its bottom")
	require.Less(t, page.Len(), 50_000)
}
