package baseline_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var noon = time.Date(2026, 6, 17, 12, 0, 0, 0, time.UTC)

// each second from (s after noon) up to to is read as watts.
func each(from, to int, watts energy.Watts, s baseline.State) []baseline.Sample {
	var all []baseline.Sample
	for i := from; i < to; i++ {
		at := noon.Add(time.Duration(i) * time.Second)
		all = append(all, baseline.Sample{At: at, Until: at, Power: watts, State: s})
	}
	return all
}

func TestEnergyByInterval(t *testing.T) {
	f := func(samples []baseline.Sample, filled time.Duration, want ...baseline.Interval) {
		t.Helper()
		for i := range want {
			want[i].Start = noon.Add(time.Duration(i) * 5 * time.Minute)
		}
		span := energy.Interval{Start: noon, End: noon.Add(time.Duration(len(want)) * 5 * time.Minute)}
		c, err := baseline.DefaultMetering().Course("home-1", samples, span)
		require.NoError(t, err)
		require.Equal(t, baseline.Course{Meter: "home-1", Step: 5 * time.Minute, Intervals: want, Filled: filled}, c)
	}
	metered := func(e baseline.Energy) baseline.Interval {
		return baseline.Interval{Energy: e, State: baseline.Metered}
	}
	missing := baseline.Interval{}
	f(nil, 0, missing, missing)
	f(each(0, 600, 1200, baseline.Metered), 0, metered(100_000), metered(100_000))
	f(each(0, 300, -1200, baseline.Metered), 0, metered(-100_000), missing)
	// What came before noon stands until the first sample of the span, no longer
	// than it may; a sample is cut at the ends of intervals.
	f(each(-1, 300, 1200, baseline.Metered), 0, metered(100_000))
	held := []baseline.Sample{{At: noon.Add(-time.Minute), Until: noon.Add(10 * time.Minute), Power: 1, State: baseline.Metered}}
	f(held, 0, metered(83), metered(83))
	// 15 s may lack; what is there stands for the rest, which is told.
	f(each(15, 300, 1200, baseline.Metered), 15*time.Second, metered(100_000))
	f(each(16, 300, 1200, baseline.Metered), 0, missing)
	f(slices.Concat(each(0, 100, 1200, baseline.Metered), each(112, 300, 600, baseline.Metered)), 11*time.Second,
		metered(fiveMinutes(101*1200+188*600, 289)))
	// What is not believed, or of a clock that is wrong, says why it is not used.
	f(each(0, 300, 1200, baseline.Unsynced), 0, baseline.Interval{State: baseline.Unsynced})
	f(each(0, 300, 1200, baseline.Doubtful), 0, baseline.Interval{State: baseline.Doubtful})
	f(slices.Concat(each(0, 200, 1200, baseline.Metered), each(200, 300, 1200, baseline.Unsynced)), 0, baseline.Interval{State: baseline.Unsynced})
	f(slices.Concat(each(0, 290, 1200, baseline.Metered), each(290, 300, 9000, baseline.Doubtful)), 10*time.Second, metered(100_000))
	f(each(0, 300, 1200, baseline.Missing), 0, missing)
}

// fiveMinutes is 5 minutes of the mean of wattSeconds over seconds, in mWh.
func fiveMinutes(wattSeconds, seconds float64) baseline.Energy {
	return baseline.Energy(math.Round(wattSeconds / seconds * 1e6 / 12 / 1000))
}

func TestMeteringRefusals(t *testing.T) {
	f := func(m baseline.Metering, samples []baseline.Sample, span energy.Interval) {
		t.Helper()
		_, err := m.Course("home-1", samples, span)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.ErrorContains(t, err, "home-1")
	}
	m, span := baseline.DefaultMetering(), energy.Interval{Start: noon, End: noon.Add(time.Hour)}
	f(baseline.Metering{}, nil, span)
	f(m, nil, energy.Interval{Start: noon, End: noon})
	f(m, nil, energy.Interval{Start: noon.Add(time.Second), End: noon.Add(5*time.Minute + time.Second)})
	f(m, nil, energy.Interval{Start: noon, End: noon.AddDate(2, 0, 0)})
	f(m, slices.Concat(each(5, 6, 0, baseline.Metered), each(0, 1, 0, baseline.Metered)), span)
	f(m, each(0, 1, energy.Watts(math.NaN()), baseline.Metered), span)
	f(m, each(0, 1, 1e9, baseline.Metered), span)
	f(m, each(0, 1, 0, 9), span)
}

// All that was covered is in exactly one interval: the energies of one course are
// those of any other grid of steps, to the rounding of each interval.
func TestEnergyIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var samples []baseline.Sample
		for at := noon; at.Before(noon.Add(time.Hour)); at = at.Add(time.Duration(rapid.IntRange(1, 60_000).Draw(t, "ms")) * time.Millisecond) {
			samples = append(samples, baseline.Sample{At: at, Until: at.Add(2 * time.Minute), Power: energy.Watts(rapid.IntRange(-5000, 5000).Draw(t, "w")), State: baseline.Metered})
		}
		total := func(step time.Duration) (sum baseline.Energy) {
			c, err := baseline.Metering{Step: step, Least: 1}.Course("m", samples, energy.Interval{Start: noon, End: noon.Add(time.Hour)})
			require.NoError(t, err)
			require.Zero(t, c.Filled)
			for _, i := range c.Intervals {
				require.Equal(t, baseline.Metered, i.State)
				sum += i.Energy
			}
			return sum
		}
		require.InDelta(t, float64(total(time.Hour)), float64(total(time.Minute)), 31)
	})
}

func TestDigestSeesEveryField(t *testing.T) {
	base := each(0, 3, 5, baseline.Metered)
	seen := map[[32]byte]bool{baseline.Digest(base): true, baseline.Digest(nil): true, baseline.Digest(base[:2]): true}
	for _, change := range []func(*baseline.Sample){
		func(s *baseline.Sample) { s.At = s.At.Add(time.Millisecond) }, func(s *baseline.Sample) { s.Until = s.Until.Add(time.Millisecond) },
		func(s *baseline.Sample) { s.Power += 0.001 }, func(s *baseline.Sample) { s.State = baseline.Doubtful },
	} {
		changed := slices.Clone(base)
		change(&changed[1])
		require.False(t, seen[baseline.Digest(changed)])
		seen[baseline.Digest(changed)] = true
	}
	require.Equal(t, baseline.Digest(base), baseline.Digest(slices.Clone(base)))
}

func TestMeterBefore(t *testing.T) {
	c := baseline.Course{Meter: "home-1", Step: 5 * time.Minute}
	for i, e := range []baseline.Energy{-500, -100, -101, -101, 900, -300} {
		c.Intervals = append(c.Intervals, baseline.Interval{Start: noon.Add(time.Duration(i-4) * c.Step), Energy: e, State: baseline.Metered})
	}
	event := energy.Interval{Start: noon, End: noon.Add(15 * time.Minute)}
	r, err := baseline.MeterBefore().Baseline(c, event)
	require.NoError(t, err)
	require.Equal(t, "meter-before-900s@1", r.Method)
	require.Equal(t, baseline.Sum{Baseline: -202, Metered: 600, Delivered: 802, Credited: 1001}, r.Total)
	require.Equal(t, baseline.Count{Missing: 1}, r.Count)
	require.EqualValues(t, -101, r.Intervals[0].Baseline) // -302/3, rounded
	require.Nil(t, r.Adjustment)

	c.Intervals[2].State = baseline.Unsynced
	_, err = baseline.MeterBefore().Baseline(c, event)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	_, err = baseline.Before{Window: time.Minute}.Baseline(c, event)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}
