package bench_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/bench"
)

func itself(v float64) float64 { return v }

func TestSidesTakeTurnsAndEachLeadsAsOften(t *testing.T) {
	order := ""
	side := func(name string, v float64) func() (float64, error) {
		return func() (float64, error) { order += name; return v + float64(len(order)), nil }
	}
	a, b, err := bench.Pair(4, side("a", 0), side("b", 100))
	require.NoError(t, err)
	require.Equal(t, "abbaabba", order)
	require.Equal(t, []float64{1, 4, 5, 8}, a)
	require.Equal(t, []float64{102, 103, 106, 107}, b)
}

func TestAPairThatFailsEndsTheMeasuring(t *testing.T) {
	runs, broken := 0, errors.New("broken")
	ok := func() (int, error) { runs++; return 1, nil }
	_, _, err := bench.Pair(9, ok, func() (int, error) { return 0, broken })
	require.ErrorIs(t, err, broken)
	require.ErrorContains(t, err, "pair 1 of 9")
	require.Equal(t, 1, runs)
}

// TestRatiosCancelWhatBothMeet: a machine that slows to a tenth moves the rates
// and not their ratio.
func TestRatiosCancelWhatBothMeet(t *testing.T) {
	a, b := []float64{50, 5, 25}, []float64{100, 10, 50}
	require.Equal(t, []float64{0.5, 0.5, 0.5}, bench.Ratios(a, b, itself))
	require.Equal(t, 25.0, bench.Median(a, itself))
	require.Equal(t, bench.Spread{P10: 5, P90: 50}, bench.SpreadOf(a))
}
