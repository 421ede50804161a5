package baseline_test

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// home metered these energies: two quarters at noon, in which homes are matched,
// and two from one o'clock, which is the event.
func home(name string, energies ...baseline.Energy) baseline.Course {
	c := baseline.Course{Meter: name, Step: 15 * time.Minute}
	for i, e := range energies {
		at := noon.Add(time.Duration(i)*c.Step + time.Duration(i/2)*30*time.Minute)
		c.Intervals = append(c.Intervals, baseline.Interval{Start: at, Energy: e, State: baseline.Metered})
	}
	return c
}

func group(called, control []baseline.Course) baseline.Group {
	half := func(h int) energy.Interval {
		at := noon.Add(time.Duration(h) * time.Hour)
		return energy.Interval{Start: at, End: at.Add(30 * time.Minute)}
	}
	return baseline.Group{Called: called, Control: control, Match: []energy.Interval{half(0)}, Event: half(1)}
}

// Differences of 30, 50 and 100 have a mean of 60 and a sum of squares about it
// of 2600: the sum's standard error is sqrt(3/2*2600) = 62.4, and 180 is 2.9 of it.
func TestAControlGroupWorkedOutByHand(t *testing.T) {
	a, b, c := home("a", -100, -100, -10, -10), home("b", -200, -200, -20, 0), home("c", -900, -900, 0, 0)
	x, y, z := home("x", -890, -900, -50, -50), home("y", -101, -101, -25, -25), home("z", -200, -210, -35, -35)
	gap := home("gap", -100, -100, 1, 1)
	gap.Intervals[3].State = baseline.Unsynced
	deaf := home("deaf", -100, -100)
	e, err := group([]baseline.Course{c, gap, b, a}, []baseline.Course{x, deaf, z, y}).Effect()
	require.NoError(t, err)
	var pairs [][2]string
	for _, p := range e.Pairs {
		pairs = append(pairs, [2]string{p.Called, p.Control})
	}
	require.Equal(t, [][2]string{{"a", "y"}, {"b", "z"}, {"c", "x"}}, pairs)
	require.Equal(t, []baseline.Energy{2, 10, 10}, []baseline.Energy{e.Pairs[0].Distance, e.Pairs[1].Distance, e.Pairs[2].Distance})
	require.Equal(t, []baseline.Energy{30, 50, 100}, []baseline.Energy{e.Pairs[0].Result.Total.Delivered, e.Pairs[1].Result.Total.Delivered, e.Pairs[2].Result.Total.Delivered})
	require.Equal(t, []any{baseline.Energy(180), baseline.Energy(62), true, true}, []any{e.Total, e.Error, e.Known, e.Shown})
	require.Equal(t, []string{"gap"}, e.LeftOut)
	require.Equal(t, 1, e.Unfit)
	again, err := group([]baseline.Course{a, b, gap, c}, []baseline.Course{y, z, x, deaf}).Effect()
	require.NoError(t, err)
	require.Equal(t, e, again, "in whatever order the homes come")
}

func TestAGroupOfOneHasNoError(t *testing.T) {
	e, err := group([]baseline.Course{home("a", 0, 0, 5, 5), home("b", 0, 0, 1, 1)}, []baseline.Course{home("x", 0, 0, 1, 1)}).Effect()
	require.NoError(t, err)
	require.Equal(t, []any{baseline.Energy(8), false, false}, []any{e.Total, e.Known, e.Shown})
	require.Equal(t, []string{"b"}, e.LeftOut, "no control stands for two")
}

func TestGroupRefusals(t *testing.T) {
	f := func(kind fault.Kind, change func(*baseline.Group)) {
		t.Helper()
		g := group([]baseline.Course{home("a", 0, 0, 5, 5)}, []baseline.Course{home("x", 0, 0, 1, 1)})
		change(&g)
		_, err := g.Effect()
		require.Equal(t, kind, fault.KindOf(err), "%v", err)
		require.NotEmpty(t, fault.HintOf(err))
	}
	f(fault.Invalid, func(g *baseline.Group) { g.Called = nil })
	f(fault.Invalid, func(g *baseline.Group) { g.Control = nil })
	f(fault.Invalid, func(g *baseline.Group) { g.Match = nil })
	f(fault.Invalid, func(g *baseline.Group) { g.Match[0] = g.Event })
	f(fault.Invalid, func(g *baseline.Group) { g.Control = g.Called })
	f(fault.Invalid, func(g *baseline.Group) { g.Control[0].Step = time.Hour })
	f(fault.Invalid, func(g *baseline.Group) { g.Control[0].Step = 0 })
	f(fault.Invalid, func(g *baseline.Group) {
		g.Called, g.Control = make([]baseline.Course, 3000), make([]baseline.Course, 3000)
	})
	f(fault.NotFound, func(g *baseline.Group) { g.Called[0].Intervals = g.Called[0].Intervals[:2] })
	f(fault.NotFound, func(g *baseline.Group) { g.Control[0].Intervals[1].State = baseline.Doubtful })
}

// Called homes that do as their like do deliver nothing; each gives as much more
// as it adds.
func TestAGroupFindsWhatWasAdded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "homes")
		added := baseline.Energy(rapid.IntRange(-5000, 5000).Draw(t, "added"))
		var called, control []baseline.Course
		for i := range n {
			size := baseline.Energy(-1000 * (i + 1))
			called = append(called, home(fmt.Sprintf("a%d", i), size, size, size+added, size))
			control = append(control, home(fmt.Sprintf("b%d", i), size, size, size, size))
		}
		e, err := group(called, rapid.Permutation(control).Draw(t, "control")).Effect()
		require.NoError(t, err)
		require.Equal(t, added*baseline.Energy(n), e.Total)
		require.Zero(t, e.Error)
		require.Equal(t, added != 0, e.Shown)
	})
}

// TestPlaceboDaysOfARealHousehold makes baselines of a recorded fortnight for days
// on which nobody was called: the error is that of one household, and known.
func TestPlaceboDaysOfARealHousehold(t *testing.T) {
	file, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "data", "household_1min_uci", "house_2006-12-16_14d_active_kw.csv.gz"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("recording household_1min_uci is not here: put it in ../shared/data beside the repository")
	}
	require.NoError(t, err)
	defer file.Close()
	unzip, err := gzip.NewReader(file)
	require.NoError(t, err)
	rows, err := csv.NewReader(unzip).ReadAll()
	require.NoError(t, err)
	begin := time.Date(2006, 12, 16, 17, 24, 0, 0, time.UTC)
	var samples []baseline.Sample
	for i, row := range rows[1:] {
		at := begin.Add(time.Duration(i) * time.Minute)
		if kw, err := strconv.ParseFloat(row[1], 64); err == nil {
			samples = append(samples, baseline.Sample{At: at, Until: at, Power: energy.Watts(-1000 * kw), State: baseline.Metered})
		}
	}
	days := energy.Interval{Start: time.Date(2006, 12, 16, 18, 0, 0, 0, time.UTC), End: time.Date(2006, 12, 30, 17, 0, 0, 0, time.UTC)}
	c, err := baseline.Metering{Step: 15 * time.Minute, Hold: time.Minute, Least: 950}.Course("house", samples, days)
	require.NoError(t, err)
	m := baseline.CAISO10of10()
	var results []baseline.Result
	for day := 25; day <= 29; day++ {
		event := energy.Interval{Start: time.Date(2006, 12, day, 18, 0, 0, 0, time.UTC), End: time.Date(2006, 12, day, 20, 0, 0, 0, time.UTC)}
		r, err := m.Days(c, event, nil, baseline.Calendar{Location: time.UTC})
		require.NoError(t, err)
		results = append(results, r)
	}
	j := baseline.Judge(results)
	require.True(t, j.Known)
	require.Equal(t, 40, j.Intervals+j.LeftOut.Missing)
	t.Logf("bias %.1f %%, spread %.1f %%", float64(j.Bias)/1e4, float64(j.Spread)/1e4)
	require.Less(t, math.Abs(float64(j.Bias)), 1e6)
	require.Greater(t, j.Spread, int64(0))
}

func TestJudgement(t *testing.T) {
	f := func(baselines, metered []baseline.Energy, bias, spread int64, known bool) {
		t.Helper()
		var r baseline.Result
		for i := range baselines {
			delivered := metered[i] - baselines[i]
			r.Intervals = append(r.Intervals, baseline.Value{Baseline: baselines[i], Metered: &metered[i], Delivered: &delivered, State: baseline.Metered})
		}
		r.Intervals = append(r.Intervals, baseline.Value{Baseline: 5})
		j := baseline.Judge([]baseline.Result{r})
		require.Equal(t, baseline.Judgement{Intervals: len(baselines), LeftOut: baseline.Count{Missing: 1}, Bias: bias, Spread: spread, Known: known}, j)
	}
	f([]baseline.Energy{-100, -100}, []baseline.Energy{-100, -100}, 0, 0, true)
	f([]baseline.Energy{-110, -110}, []baseline.Energy{-100, -100}, 100_000, 100_000, true)
	f([]baseline.Energy{-90, -110}, []baseline.Energy{-100, -100}, 0, 100_000, true)
	f([]baseline.Energy{-80, -100}, []baseline.Energy{-100, -100}, -100_000, 141_421, true)
	f([]baseline.Energy{100}, []baseline.Energy{90}, 0, 0, false)
	f(nil, nil, 0, 0, false)
}

// BenchmarkDays is one home of an event of two hours.
func BenchmarkDays(b *testing.B) {
	event := hours(time.Date(2026, 6, 17, 18, 0, 0, 0, time.UTC), 2)
	c := course(event.Start, load)
	for b.Loop() {
		_, err := baseline.CAISO10of10().Days(c, event, nil, baseline.Calendar{Location: time.UTC})
		require.NoError(b, err)
	}
}
