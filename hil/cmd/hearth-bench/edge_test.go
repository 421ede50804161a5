package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestEdgeFindsItsFigures goes the whole way but for the process, on very little.
func TestEdgeFindsItsFigures(t *testing.T) {
	x := edgeExtent{passes: 50, loops: 2, jitter: 2 * time.Second, line: 200 * time.Millisecond}
	tick, err := tickCost(t.Context(), x)
	require.NoError(t, err)
	require.Greater(t, tick["tick_us_p50"], 0.0)
	require.GreaterOrEqual(t, tick["tick_us_p999"], tick["tick_us_p50"])
	require.Less(t, tick["allocs_per_tick"], 100.0)
	line, err := lineRatios(t.Context(), x)
	require.NoError(t, err)
	for _, name := range []string{"rtu_line_ratio_9600", "rtu_line_ratio_115200"} {
		require.Greater(t, line[name], 0.1, name)
		require.LessOrEqual(t, line[name], 1.0, "%s: nothing is faster than the line", name)
	}
	jitter, err := loopJitter(t.Context(), x)
	require.NoError(t, err)
	require.Greater(t, jitter["jitter_samples"], 4.0)
	require.Greater(t, jitter["jitter_ratio_p999"], 0.0)
}

func TestLatenessIsBesideTheScheduleOfCalmTimes(t *testing.T) {
	const tick = 200 * time.Millisecond
	begun := time.Unix(0, 0)
	var s stamps
	for i := range firstTicks + calmTicks {
		s = append(s, begun.Add(time.Duration(i)*tick+time.Duration(i%3)*time.Millisecond))
	}
	require.Empty(t, s.late(tick))
	end := begun.Add(time.Duration(len(s)) * tick)
	s = append(s, end.Add(50*time.Millisecond), end.Add(tick), end.Add(5*tick+150*time.Millisecond))
	require.Equal(t, []time.Duration{50 * time.Millisecond, 0, 150 * time.Millisecond}, s.late(tick))
}

func TestAMissingGatewayProgramSaysWhoBuildsIt(t *testing.T) {
	_, err := processSize(t.Context(), edgeExtent{})
	require.ErrorContains(t, err, "scripts/bench builds it")
}
