package score_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestWhatTheScoreDoesNotSee(t *testing.T) {
	f := func(response func(i int) float64, accepted bool) score.Acceptance {
		t.Helper()
		signal := func(i int) float64 { return saw(i%100) - 20 }
		r := score.Regulation{Assigned: 1000, Signal: course(signal), Response: course(response)}
		h := regulate(t, r)
		a := score.Accept(r, h)
		require.Equal(t, accepted, a.Accepted(h), "%+v %+v", a, h.Score)
		return a
	}
	signal := func(i int) float64 { return saw(i%100) - 20 }
	f(signal, true)
	a := f(func(i int) float64 { return -signal(i) }, false)
	require.InDelta(t, -1, a.Along, 1e-9)
	a = f(func(i int) float64 { return signal(i) + 50 }, false)
	require.InDelta(t, 0.05, a.Bias, 1e-9)
	a = f(func(i int) float64 { return 1.2 * signal(i) }, false)
	require.InDelta(t, 1.2, a.Gain, 1e-9)
	require.InDelta(t, 0.2*1.02, a.Overshoot, 1e-9)
	a = f(func(i int) float64 { return 0 }, false)
	require.Zero(t, a.Along)
	require.Zero(t, score.Accept(score.Regulation{Assigned: 1}, score.Hour{}).Samples)
}

func TestMileage(t *testing.T) {
	at := func(p energy.Watts) energy.Reading[energy.Watts] { return energy.Read(p, start) }
	lost := at(0).Lost()
	f := func(want energy.Watts, missing int, signal ...energy.Reading[energy.Watts]) {
		t.Helper()
		got, n := score.Mileage(signal)
		require.Equal(t, want, got)
		require.Equal(t, missing, n)
	}
	f(0, 0)
	f(0, 0, at(5))
	f(30, 0, at(0), at(10), at(-10))
	f(7, 2, at(0), at(7), lost, at(90))
}

func TestThreeRunsInARowQualify(t *testing.T) {
	f := func(want bool, mean energy.Ratio, scores ...energy.Ratio) {
		t.Helper()
		var runs []score.Hour
		for _, s := range scores {
			h := score.Hour{Scored: 12, Score: score.Score{Total: s}}
			if s < 0 {
				h = score.Hour{}
			}
			runs = append(runs, h)
		}
		require.Equal(t, want, score.Qualifies(runs))
		got, ok := score.Rolling(runs)
		require.Equal(t, mean >= 0, ok)
		require.InDelta(t, float64(max(0, mean)), float64(got), 1e-12)
	}
	const none = -1
	f(false, none)
	f(false, none, none)
	f(true, 0.8, 0.8, 0.75, 0.85)
	f(false, 0.6925, 0.8, 0.75, 0.42, 0.8)
	f(false, 0.8, 0.8, 0.8, none, 0.8)
	f(true, 0.75, 0.6, 0.8, 0.8, 0.8)
}
