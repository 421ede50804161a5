package baseline_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var update = flag.Bool("update", false, "write the golden files anew; a released method must not change")

// The bytes of a result are those of its golden file: who changes what a method
// gives makes a new version of it.
func TestResultsAreTheSameBytes(t *testing.T) {
	in := baseline.Calendar{Location: place(t, "Europe/Berlin"), Holidays: []baseline.Date{{Year: 2026, Month: 10, Day: 3}}}
	event := hours(time.Date(2026, 10, 27, 18, 0, 0, 0, in.Location), 2)
	c := course(event.Start, func(t time.Time) baseline.Energy {
		return -1000*baseline.Energy(100*t.Hour()+t.Day()) + 777*baseline.Energy(t.Minute())
	})
	lose(&c, hours(event.Start.AddDate(0, 0, -4), 1), baseline.Unsynced)
	lose(&c, energy.Interval{Start: event.Start, End: event.Start.Add(time.Minute)}, baseline.Missing)
	golden := func(name string, text []byte, err error) {
		t.Helper()
		require.NoError(t, err)
		path := filepath.Join("testdata", name+".json")
		if *update {
			require.NoError(t, os.WriteFile(path, append(text, '\n'), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), string(text)+"\n")
	}
	for _, m := range baseline.Methods() {
		r, err := m.Days(c, event, []energy.Interval{hours(event.Start.AddDate(0, 0, -6), 1), event}, in)
		require.NoError(t, err)
		text, err := r.Canonical()
		golden(m.ID(), text, err)
	}
	r, err := baseline.MeterBefore().Baseline(c, event)
	require.NoError(t, err)
	text, err := r.Canonical()
	golden(baseline.MeterBefore().ID(), text, err)
	e, err := group([]baseline.Course{home("b", -200, -200, -20, 0), home("a", -100, -100, -10, -10)},
		[]baseline.Course{home("x", -101, -101, -25, -25), home("y", -200, -210, -35, -35)}).Effect()
	require.NoError(t, err)
	text, err = json.Marshal(e)
	golden(baseline.GroupID, text, err)
}

// Whatever the data, the same input in another zone gives the same bytes, every
// interval that is metered adds up, and nothing metered before the look-back
// changes anything but the hash of the input.
func TestResultsHoldTheirInvariants(t *testing.T) {
	in := baseline.Calendar{Location: place(t, "America/New_York")}
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(baseline.Methods()).Draw(t, "method")
		day := time.Date(2026, 11, rapid.IntRange(1, 12).Draw(t, "day"), 0, 0, 0, 0, in.Location)
		event := hours(day.Add(time.Duration(rapid.IntRange(0, 23).Draw(t, "hour"))*time.Hour), rapid.IntRange(1, 3).Draw(t, "hours"))
		seed := rapid.Uint64().Draw(t, "seed")
		random := func(at time.Time) uint64 {
			x := (seed ^ uint64(at.Unix())) * 0x9e3779b97f4a7c15
			return x ^ x>>31
		}
		c := course(event.Start, func(at time.Time) baseline.Energy { return baseline.Energy(random(at)%4_000_001) - 3_000_000 })
		for i := range c.Intervals {
			if random(c.Intervals[i].Start)%500 == 0 {
				c.Intervals[i].State = baseline.State(random(c.Intervals[i].Start) / 500 % 3)
			}
		}
		r, err := m.Days(c, event, nil, in)
		if err != nil {
			require.Equal(t, fault.NotFound, fault.KindOf(err))
			return
		}
		var total baseline.Sum
		for _, v := range r.Intervals {
			if v.Metered == nil {
				continue
			}
			require.Equal(t, *v.Metered-v.Baseline, *v.Delivered)
			require.Equal(t, max(0, *v.Delivered), *v.Credited)
			total.Baseline += v.Baseline
			total.Metered += *v.Metered
			total.Delivered += *v.Delivered
			total.Credited += *v.Credited
		}
		require.Equal(t, total, r.Total)
		require.Equal(t, total.Metered-total.Baseline, total.Delivered)

		moved := c
		moved.Intervals = slices.Clone(c.Intervals)
		for i := range moved.Intervals {
			moved.Intervals[i].Start = moved.Intervals[i].Start.In(time.FixedZone("x", 3600))
		}
		again, err := m.Days(moved, energy.Interval{Start: event.Start.UTC(), End: event.End.UTC()}, nil, in)
		require.NoError(t, err)
		a, err := r.Canonical()
		require.NoError(t, err)
		b, err := again.Canonical()
		require.NoError(t, err)
		require.Equal(t, string(a), string(b))

		cut := slices.IndexFunc(moved.Intervals, func(i baseline.Interval) bool { return i.Start.Equal(event.End) })
		moved.Intervals = moved.Intervals[:cut]
		again, err = m.Days(moved, event, nil, in)
		require.NoError(t, err)
		require.Equal(t, r, again, "what comes after the event changes nothing")

		moved.Intervals[3].Energy++
		again, err = m.Days(moved, event, nil, in)
		require.NoError(t, err)
		require.NotEqual(t, r.Input, again.Input)
		again.Input = r.Input
		require.Equal(t, r, again)
	})
}
