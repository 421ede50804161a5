package server

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func second(i int) time.Time { return noon.Add(time.Duration(i) * time.Second) }

// storing reads from what is known, oldest first.
func storing(known []history.Known) reader {
	return func(_ context.Context, span energy.Interval) (found []history.Known, _ error) {
		for _, k := range known {
			if span.Contains(k.At) {
				found = append(found, k)
			}
		}
		return found, nil
	}
}

// read is a good reading that held for so long.
func read(at, held int, value float64) history.Known {
	return history.Known{Point: history.Point{At: second(at), Value: value}, Until: second(at + held), Quality: energy.Good}
}

// naive goes through each second of a step: what stands in it, if anything, and
// what was read in it last.
func naive(known []history.Known, from, to int) (average, last float64, seconds int, worst quality, any bool) {
	for s := from; s < to; s++ {
		i, _ := slices.BinarySearchFunc(known, second(s+1), func(k history.Known, t time.Time) int { return k.At.Compare(t) })
		if i == 0 || known[i-1].Quality == energy.Missing {
			continue
		}
		k := &known[i-1]
		if !k.At.Before(second(from)) {
			last, any, worst = k.Value, true, max(worst, qualityOf(k))
		}
		if second(s).Sub(k.Until) < bridged {
			average, seconds, worst = average+k.Value, seconds+1, max(worst, qualityOf(k))
		}
	}
	return average / float64(max(1, seconds)), last, seconds, worst, any
}

// TestStepsAreWhatStoodInThem compares with a count second by second.
func TestStepsAreWhatStoodInThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ats := rapid.SliceOfNDistinct(rapid.IntRange(-300, 3000), 0, 40, rapid.ID[int]).Draw(t, "read_s")
		slices.Sort(ats)
		var known []history.Known
		for i, at := range ats {
			held := rapid.IntRange(0, 300).Draw(t, "held_s")
			if i+1 < len(ats) {
				held = min(held, ats[i+1]-at)
			}
			k := read(at, held, float64(rapid.IntRange(-5000, 5000).Draw(t, "w")))
			k.Quality = rapid.SampledFrom([]energy.Quality{energy.Good, energy.Doubtful, energy.Missing}).Draw(t, "quality")
			k.Clock = rapid.SampledFrom([]history.Clock{history.ClockRight, history.ClockRight, history.ClockWrong}).Draw(t, "clock")
			k.Corrected = rapid.Bool().Draw(t, "corrected")
			known = append(known, k)
		}
		length, step := rapid.IntRange(1, 3000).Draw(t, "span_s"), rapid.IntRange(1, 900).Draw(t, "step_s")
		got := api.Series{Method: rapid.SampledFrom([]string{api.MethodAverage, api.MethodLast}).Draw(t, "method")}
		s, err := inSteps(t.Context(), energy.Interval{Start: second(0), End: second(length)}, time.Duration(step)*time.Second, storing(known))
		require.NoError(t, err)
		s.fill(&got)
		n := 0
		for from := 0; from < length; from += step {
			to := min(from+step, length)
			want, last, seconds, worst, any := naive(known, from, to)
			told := seconds > 0
			if got.Method == api.MethodLast {
				want, told = last, any
			}
			if !told {
				continue
			}
			require.Equal(t, second(from), got.Times[n])
			require.InDelta(t, want, got.Values[n], 1e-6)
			require.InDelta(t, float64(seconds)/float64(to-from), got.Shares[n], 1e-9)
			require.Equal(t, worst.String(), got.Qualities[n])
			n++
		}
		require.Len(t, got.Times, n)
	})
}

// TestAMonthIsReadADayAtATime, and no reading is taken twice or left out between.
func TestAMonthIsReadADayAtATime(t *testing.T) {
	var known []history.Known
	for m := range 31 * 24 * 12 {
		known = append(known, read(m*300, 299, float64(m%2)))
	}
	var longest time.Duration
	by := func(ctx context.Context, span energy.Interval) ([]history.Known, error) {
		longest = max(longest, span.End.Sub(span.Start))
		return storing(known)(ctx, span)
	}
	s, err := inSteps(t.Context(), energy.Interval{Start: noon, End: noon.Add(api.MaxStepSpan)}, time.Hour, by)
	require.NoError(t, err)
	got := api.Series{Method: api.MethodAverage}
	s.fill(&got)
	require.Len(t, got.Values, 31*24)
	for i, v := range got.Values {
		require.InDelta(t, 0.5, v, 1e-9, "step %d", i)
		require.InDelta(t, 1, got.Shares[i], 1e-9)
	}
	require.Equal(t, api.MaxSpan, longest)
}

func TestTheNewestReadingTellsForAsLongAsAHomeIsEstimated(t *testing.T) {
	f := func(old, age int, provenance string, known bool, last ...history.Known) {
		t.Helper()
		e := newest(append([]history.Known{read(-3600, 0, 1)}, last...), second(old))
		require.Equal(t, provenance, e.Provenance)
		require.Equal(t, float64(age), *e.AgeS)
		require.Nil(t, e.Interval)
		require.Equal(t, known, e.Mean != nil)
	}
	now, doubt, wrong := read(0, 0, 0), read(0, 0, 0), read(0, 0, 0)
	doubt.Quality, wrong.Clock = energy.Doubtful, history.ClockWrong
	f(0, 0, "measured", true, now)
	f(3, 3, "measured", true, now)
	f(4, 4, "modelled", true, now)
	f(900, 900, "modelled", true, now)
	f(960, 960, "missing", false, now)
	f(60, 0, "measured", true, read(0, 60, 0)) // it held
	f(64, 4, "modelled", true, read(0, 60, 0))
	f(0, 0, "modelled", true, doubt)
	f(0, 0, "modelled", true, wrong)
	f(7, 7, "missing", false, now, history.Known{Point: history.Point{At: second(2)}, Until: second(2)}) // it was lost since
	require.Equal(t, api.Estimate{Provenance: "missing"}, newest(nil, noon))
}

func TestTheStateOfTheStoreIsTold(t *testing.T) {
	f := func(s history.State, state string, down bool) {
		t.Helper()
		v := storeView(s)
		require.Equal(t, []any{state, down, down}, []any{v.State, v.DownSince != nil, v.Cause != nil})
	}
	f(history.State{Waiting: 3}, "ok", false)
	f(history.State{DownSince: noon, Cause: errors.New("refused")}, "down", true)
	f(history.State{DownSince: noon, Cause: errors.New("refused"), Full: true}, "full", true)
	f(history.State{Full: true}, "full", false)
}
