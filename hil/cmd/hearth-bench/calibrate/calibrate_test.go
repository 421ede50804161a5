package calibrate_test

import (
	"errors"
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/hil/cmd/hearth-bench/calibrate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// near tells whether coverages are those of their levels, within what a day of a few
// homes can tell: it finds gross errors. scripts/bench calibration measures.
func near(t *testing.T, s calibrate.Verdict, within float64) {
	t.Helper()
	for i, level := range calibrate.Levels() {
		require.InDelta(t, float64(level), float64(s.Levels[i].Coverage), within, "interval of %v", level)
	}
}

func TestRow22_SumsOfLoadAreCalibratedUnderEveryPatternOfSilence(t *testing.T) {
	all, err := calibrate.Simulated(t.Context(), calibrate.Extent{Towns: 2, Homes: 15, Learn: 24 * time.Hour, Judge: 24 * time.Hour, Patterns: calibrate.Patterns()}, 5)
	require.NoError(t, err)
	require.Len(t, all, len(calibrate.Patterns()))
	for _, j := range all {
		near(t, j.Plant[estimate.Load], 0.17)
	}
}

// TestARecordedHousehold judges the second week; the estimator goes on learning in it.
// A week of one household tells no coverage within less than its standard error.
func TestARecordedHousehold(t *testing.T) {
	recordings, err := calibrate.Recordings("../../../../../shared/data", "household_1min_uci")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the recordings are not beside the repository")
	}
	require.NoError(t, err)
	for _, share := range []energy.Ratio{0, 0.5} {
		v := calibrate.Recorded(recordings[0], share, recordings[0].Duration()/2, 3)
		for i, level := range calibrate.Levels() {
			s := v.Levels[i]
			require.InDelta(t, float64(level), float64(s.Coverage), 0.02+2*float64(s.Error), "interval of %v", level)
		}
	}
}

func TestRow24_WhatIsQuotedIsThere(t *testing.T) {
	f := func(empty energy.Ratio) {
		t.Helper()
		r, err := calibrate.Firm(t.Context(), estimate.Quarter, 300, empty, 1)
		require.NoError(t, err)
		require.GreaterOrEqual(t, float64(r.Met), 0.91)
		require.InDelta(t, 1, r.OfTrue, 0.1)
	}
	f(0)
	f(0.7)
}
