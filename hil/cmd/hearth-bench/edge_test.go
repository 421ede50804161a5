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
	for _, name := range []string{"rtu_over_bare_9600", "rtu_over_bare_115200"} {
		require.Greater(t, line[name], 0.1, name)
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
	end := begun.Add(time.Duration(len(s)) * tick)
	require.Empty(t, s.late(tick, end))
	ms := func(all ...time.Duration) (out []time.Duration) {
		for _, d := range all {
			out = append(out, d*time.Millisecond)
		}
		return out
	}
	s = append(s, end.Add(50*time.Millisecond), end.Add(tick), end.Add(2*tick-time.Millisecond))
	require.Equal(t, ms(50, 0, 0), s.late(tick, end.Add(3*tick)))
	// It stands still for 750 ms and leaves out three ticks: each of them is late.
	s = append(s, end.Add(3*tick+750*time.Millisecond), end.Add(7*tick))
	require.Equal(t, ms(50, 0, 0, 750, 550, 350, 150, 0), s.late(tick, end.Add(8*tick)))
	// It never comes back.
	require.Equal(t, ms(50, 0, 0, 750, 550, 350, 150, 0, 500, 300, 100), s.late(tick, end.Add(8*tick+500*time.Millisecond)))
}

func TestAMissingGatewayProgramSaysWhoBuildsIt(t *testing.T) {
	_, err := processSize(t.Context(), edgeExtent{})
	require.ErrorContains(t, err, "scripts/bench builds it")
}
