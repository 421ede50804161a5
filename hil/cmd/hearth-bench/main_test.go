package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

// TestMain makes this binary serve as the children do that a bench starts of
// its own program.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		main()
		return
	}
	os.Exit(m.Run())
}

// said runs a command line and returns what it printed.
func said(ctx context.Context, args ...string) (string, error) {
	var out bytes.Buffer
	c := root()
	c.SetArgs(args)
	c.SetOut(&out)
	c.SetErr(&out)
	err := c.ExecuteContext(ctx)
	return out.String(), err
}

func TestEveryBenchIsListedAndExplained(t *testing.T) {
	list, err := said(t.Context(), "--list")
	require.NoError(t, err)
	require.Equal(t, "aggregate\nallocate\ncalibration\ncontingency\nedge\nhistory\ningest\nlatency\nregulation\n", list)
	help, err := said(t.Context(), "-h")
	require.NoError(t, err)
	for _, b := range benches() {
		require.Contains(t, help, "  "+b.name+" ")
		require.Contains(t, help, b.about)
	}
	require.NotContains(t, help, "serve", "what the children run is not for people")
}

func TestWhatCannotBeRunIsAUsageError(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		_, err := said(t.Context(), args...)
		require.ErrorContains(t, err, want)
		require.Equal(t, 2, command.ExitCode(err))
	}
	f(`no bench "latncy": the nearest is "latency"`, "latncy")
	f(`no bench "injest": the nearest is "ingest"`, "injest", "--json")
	f("want the name of one bench: aggregate, allocate, calibration, contingency, edge, history, ingest, latency, regulation")
	f("want the name of one bench", "ingest", "latency")
	f("unknown flag: --shrt", "latency", "--shrt")
	f("--connections -1: want at least 1", "ingest", "--connections", "-1")
	f(`no part "clod"`, "serve", "clod")
	require.Equal(t, 1, command.ExitCode(errors.New("the cloud ended")))
}

func TestAnInterruptedBenchPrintsNoFigures(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	out, err := said(ctx, "latency", "--short")
	require.EqualError(t, err, "latency: interrupted: nothing was measured")
	require.Empty(t, out)
}

func TestTheResultIsOneObject(t *testing.T) {
	r := bench.Result{Bench: "ingest", Figures: bench.Figures{
		"ratio": 0.5, "ratio_spread": bench.Spread{P10: 0.4, P90: 0.6}, "cpu_us_by_stage": bench.Parts{"twin": 0.3},
	}}
	var line, page bytes.Buffer
	require.NoError(t, write(&line, r, true))
	require.Equal(t, `{"bench":"ingest","figures":{"cpu_us_by_stage":{"twin":0.3},"ratio":0.5,"ratio_spread":{"p10":0.4,"p90":0.6}}}`+"\n", line.String())
	require.NoError(t, write(&page, r, false))
	require.JSONEq(t, line.String(), page.String())
}

func TestStagesAddUpToTheWhole(t *testing.T) {
	parts := withRest(bench.Parts{"decode": 2, "twin": 0.5}, 10)
	require.Equal(t, bench.Parts{"decode": 2, "twin": 0.5, "broker_and_runtime": 7.5}, parts)
}

// TestIngestFindsEveryFigure goes the whole way, on very little. How fast it is
// is no matter of a test; the slices are long enough for a machine that is busy.
func TestIngestFindsEveryFigure(t *testing.T) {
	f, err := ingest(t.Context(), extent{
		homes: 4, pairs: 1, warm: 20 * time.Millisecond, span: 1500 * time.Millisecond,
		pacedPairs: 1, perSecond: 200, pacedSpan: 1500 * time.Millisecond, stagesPerHome: 200,
	}, "")
	require.NoError(t, err)
	for _, name := range []string{
		"samples_per_s", "bare_broker_per_s", "ratio", "settled_per_s", "settled_ratio", "cpu_us_per_sample", "cpu_us_bare",
		"cpu_ratio", "ratio_per_cpu", "paced_cpu_us_per_sample", "paced_cpu_us_bare", "paced_cpu_ratio", "idle_cpu_ratio", "idle_cpu_ratio_bare", "work_cpu_us_per_sample", "work_cpu_us_bare", "work_ratio_per_cpu", "connections", "pairs",
	} {
		require.Contains(t, f, name)
	}
	whole := 0.0
	for _, part := range f["cpu_us_by_stage"].(bench.Parts) {
		whole += part
	}
	require.InDelta(t, f["work_cpu_us_per_sample"], whole, 1e-9)
}
