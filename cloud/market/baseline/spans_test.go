package baseline_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// What is outside the spans changes nothing but the hash of what was given: so who
// reads a history need not read all of it. The days are around both changes of the
// clocks.
func TestTheSpansAreAllThatABaselineLooksAt(t *testing.T) {
	in := baseline.Calendar{Location: place(t, "Europe/Berlin")}
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(baseline.Methods()).Draw(t, "method")
		day := time.Date(2026, rapid.SampledFrom([]time.Month{4, 7, 11}).Draw(t, "month"), rapid.IntRange(1, 14).Draw(t, "day"), 0, 0, 0, 0, in.Location)
		start := day.Add(time.Duration(rapid.IntRange(0, 95).Draw(t, "quarter")) * 15 * time.Minute)
		event := energy.Interval{Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 12).Draw(t, "length")) * 15 * time.Minute)}
		c := course(event.Start, load)
		var others []energy.Interval
		for _, back := range rapid.SliceOfN(rapid.IntRange(1, 30), 0, 4).Draw(t, "others") {
			others = append(others, hours(start.AddDate(0, 0, -back), 2))
		}
		for _, back := range rapid.SliceOfN(rapid.IntRange(0, 30), 0, 4).Draw(t, "lost") {
			lose(&c, hours(start.AddDate(0, 0, -back), 1), baseline.Doubtful)
		}
		var spans []energy.Interval
		for back := range m.LookBack + 1 {
			spans = append(spans, m.Spans(event, c.Step, others, in, back)...)
		}
		part := c
		part.Intervals = slices.DeleteFunc(slices.Clone(c.Intervals), func(at baseline.Interval) bool {
			return !slices.ContainsFunc(spans, func(s energy.Interval) bool { return s.Contains(at.Start) })
		})
		want, errWhole := m.Days(c, event, others, in)
		got, errPart := m.Days(part, event, others, in)
		require.Equal(t, errWhole == nil, errPart == nil)
		want.Input, got.Input = "", ""
		require.Equal(t, want, got)
	})
}
