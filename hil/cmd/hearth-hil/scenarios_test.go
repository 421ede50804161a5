package main

import (
	"log/slog"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/scenario"
)

const folder = "../../scenario/scenarios"

// Every scenario file is a test of its own, by its name. Those with a real
// connection run in real time: they hardly work, and so run beside the others,
// which leave them a processor.
func TestScenarios(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var waiting, working []*scenario.Script
	for _, file := range files {
		s, err := scenario.Load(file)
		require.NoError(t, err)
		if s.RealTime() {
			waiting = append(waiting, s)
		} else {
			working = append(working, s)
		}
	}
	t.Run("real", func(t *testing.T) {
		t.Parallel()
		playAll(t, waiting, sideBySide)
	})
	t.Run("virtual", func(t *testing.T) {
		t.Parallel()
		playAll(t, working, max(1, runtime.GOMAXPROCS(0)-1))
	})
}

// playAll plays scripts, so many side by side, and logs how fast.
func playAll(t *testing.T, scripts []*scenario.Script, side int) {
	begun, places := time.Now(), make(chan struct{}, side)
	var simulated atomic.Int64
	t.Cleanup(func() {
		took := time.Since(begun)
		total := time.Duration(simulated.Load())
		t.Logf("%d scenarios, %v simulated in %v: %.0f s per second", len(scripts), total, took, total.Seconds()/took.Seconds())
	})
	for _, s := range scripts {
		t.Run(scenario.Result{File: s.File}.Name(), func(t *testing.T) {
			t.Parallel()
			places <- struct{}{}
			defer func() { <-places }()
			r, err := scenario.Run(t.Context(), s, 1, makeHome(slog.New(slog.DiscardHandler)))
			require.NoError(t, err)
			for _, f := range r.Failures {
				t.Error(f)
			}
			simulated.Add(int64(r.Simulated))
		})
	}
}
