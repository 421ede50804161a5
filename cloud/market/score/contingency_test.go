package score_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func reserve(t require.TestingT, name string) score.Reserve {
	for _, r := range score.Reserves() {
		if r.Name == name {
			return r
		}
	}
	require.FailNow(t, "no reserve of that name", name)
	return score.Reserve{}
}

// trace samples watts each every from 6 s before the disturbance to 11 minutes
// after.
func trace(every time.Duration, watts func(s float64) float64) []score.At {
	var all []score.At
	for at := -6 * time.Second; at <= 11*time.Minute; at += every {
		all = append(all, score.At{After: at, Power: energy.Watts(watts(at.Seconds()))})
	}
	return all
}

// A step of 1 kW is credited with 1 kW: its peak binds. What rises evenly to
// 1 kW by the end of the first window is credited with 1 kW too.
func TestAmountsWorkedOutByHand(t *testing.T) {
	f := func(name string, want float64, watts func(s float64) float64) {
		t.Helper()
		a := score.GeneralMetering().Measure(reserve(t, name), trace(50*time.Millisecond, watts))
		require.InDelta(t, want, float64(a.Quantity), 1e-6, "%+v", a)
		require.Zero(t, a.Lost)
	}
	ramp := func(to, by float64) func(float64) float64 {
		return func(s float64) float64 { return 200 + to*min(max(s/by, 0), 1) }
	}
	for _, name := range []string{"very-fast", "fast", "slow", "delayed"} {
		f(name+"-raise", 1000, ramp(1000, 0.05))
		f(name+"-lower", 1000, ramp(-1000, 0.05))
		f(name+"-raise", 0, ramp(-1000, 0.05))
		f(name+"-raise", 0, ramp(0, 1))
	}
	f("very-fast-raise", 1000, ramp(1000, 1))
	f("fast-raise", 1000, ramp(1000, 6))
	f("fast-raise", 500, ramp(1000, 12)) // 2 * mean of 0 to 500 W
	f("slow-raise", 1000, ramp(1000, 60))
	// It stops after 10 s: 4 of the 54 s of the second window hold 1 kW, and half
	// of the 50 ms in which it falls.
	f("fast-raise", 2*1000*4.025/54, func(s float64) float64 {
		if s > 0 && s <= 10 {
			return 1000
		}
		return 0
	})
}

// 200 ms see what 50 ms see, within 5 %, also of a first-order response that
// follows the standard ramp of 0.125 Hz/s.
func TestSlowerSamplesMeasureTheSame(t *testing.T) {
	follows := func(lag float64) func(float64) float64 {
		return func(s float64) float64 {
			ramp := func(s float64) float64 { return max(0, s-lag*(1-math.Exp(-max(0, s)/lag))) }
			return 3000 * (ramp(s) - ramp(s-4)) / 4
		}
	}
	for _, lag := range []float64{0.2, 1, 3} {
		fine := score.GeneralMetering().Measure(reserve(t, "fast-raise"), trace(50*time.Millisecond, follows(lag)))
		coarse := score.SmallPlantMetering().Measure(reserve(t, "fast-raise"), trace(200*time.Millisecond, follows(lag)))
		require.InEpsilon(t, float64(fine.Quantity), float64(coarse.Quantity), 0.001)
		require.Greater(t, fine.Quantity, energy.Watts(1000))
	}
}

// Lost samples are no response, and are told: never a line drawn across them.
func TestLostTimeIsNoResponse(t *testing.T) {
	step := func(s float64) float64 {
		if s >= 0 {
			return 1000
		}
		return 0
	}
	r, m := reserve(t, "fast-raise"), score.SmallPlantMetering()
	f := func(wantAverage float64, lost time.Duration, keep func(at time.Duration) bool) {
		t.Helper()
		var left []score.At
		for _, s := range trace(200*time.Millisecond, step) {
			if keep(s.After) {
				left = append(left, s)
			}
		}
		a := m.Measure(r, left)
		require.Equal(t, lost, a.Lost)
		require.InDelta(t, wantAverage, float64(a.Averages[0]), 1e-9)
	}
	f(2000, 0, func(time.Duration) bool { return true })
	f(2000*5.6/6, 400*time.Millisecond, func(at time.Duration) bool { return at != 2*time.Second })
	f(0, time.Minute, func(at time.Duration) bool { return at >= 0 })
	f(0, time.Minute, func(at time.Duration) bool { return at < 0 })
	f(0, time.Minute, func(time.Duration) bool { return false })
	f(2000*3.0/6, 57*time.Second, func(at time.Duration) bool { return at <= 3*time.Second })
}

func TestFewSitesAreDiscounted(t *testing.T) {
	r := reserve(t, "fast-raise")
	one := score.Amount{Quantity: 100}
	lost := score.Amount{Lost: time.Minute}
	f := func(m score.Metering, amounts []score.Amount, want score.Total) {
		t.Helper()
		require.Equal(t, want, m.Sum(r, amounts))
	}
	many := make([]score.Amount, 200)
	for i := range many {
		many[i] = one
	}
	f(score.SmallPlantMetering(), many, score.Total{Sites: 200, Quantity: 20000})
	f(score.SmallPlantMetering(), []score.Amount{one, lost, {Quantity: 60, Lost: time.Second}},
		score.Total{Sites: 3, Quantity: 152, Taken: 8, Lost: 61 * time.Second, Unshown: 1, Incomplete: 2})
	f(score.GeneralMetering(), []score.Amount{one}, score.Total{Sites: 1, Quantity: 100})
}

func TestTheFrequencyLeavesItsBand(t *testing.T) {
	at := func(s float64, f energy.Hertz) energy.Reading[energy.Hertz] {
		return energy.Read(f, start.Add(time.Duration(s*1e9)))
	}
	f := func(want float64, d score.Direction, course ...energy.Reading[energy.Hertz]) {
		t.Helper()
		got, ok := score.NormalBand().Leaves(course)
		require.True(t, ok)
		require.Equal(t, d, got.Direction)
		require.InDelta(t, want, got.At.Sub(start).Seconds(), 1e-6)
	}
	f(1.5, score.Raise, at(0, 50), at(1, 49.9), at(2, 49.8))
	f(3.25, score.Lower, at(0, 50), at(2, 50.1).Lost(), at(1, 50), at(4, 50.2))
	f(3, score.Raise, at(3, 49))
	_, ok := score.NormalBand().Leaves([]energy.Reading[energy.Hertz]{at(0, 49.85), at(1, 50.15), at(2, 47).Lost()})
	require.False(t, ok)
}

// A home that answers a recorded dip, stretched to 49.5 Hz, by droop after half a
// second has most of its power credited as fast raise.
func TestARecordedDipIsCredited(t *testing.T) {
	rows := recording(t, "frequency_voltage_gmlc", "event_30hz.csv.gz")
	var course []energy.Reading[energy.Hertz]
	for _, row := range rows[1:] {
		f := 50 + (number(t, row[3])-60)*0.5/0.23
		course = append(course, energy.Read(energy.Hertz(f), start.Add(time.Duration(number(t, row[0])*1e9))))
	}
	d, ok := score.NormalBand().Leaves(course)
	require.True(t, ok)
	require.Equal(t, score.Raise, d.Direction)
	var samples []score.At
	for _, r := range course {
		f, _ := r.Value()
		power := 5000 * energy.Watts(max(0, min(1, (50-f)/0.5)))
		samples = append(samples, score.At{After: r.At().Add(500 * time.Millisecond).Sub(d.At), Power: power})
	}
	a := score.GeneralMetering().Measure(reserve(t, "fast-raise"), samples)
	require.Zero(t, a.Lost)
	require.Greater(t, a.Quantity, energy.Watts(500))
	require.LessOrEqual(t, a.Quantity, a.Peak)
}

// More response is never less credit, the order of samples does not matter, and
// raise and lower mirror each other.
func TestAmountsHoldTheirInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		powers := rapid.SliceOfN(rapid.Float64Range(-5000, 5000), 400, 400).Draw(t, "powers")
		more := rapid.Float64Range(0, 1000).Draw(t, "more")
		kind := rapid.SampledFrom([]string{"very-fast", "fast"}).Draw(t, "reserve")
		of := func(direction string, change func(i int, p float64) float64) score.Amount {
			var samples []score.At
			for i, p := range powers {
				samples = append(samples, score.At{After: time.Duration(i-30) * 200 * time.Millisecond, Power: energy.Watts(change(i, p))})
			}
			return score.SmallPlantMetering().Measure(reserve(t, kind+"-"+direction), samples)
		}
		a := of("raise", func(_ int, p float64) float64 { return p })
		b := of("raise", func(i int, p float64) float64 {
			if i >= 30 {
				return p + more
			}
			return p
		})
		require.GreaterOrEqual(t, float64(b.Quantity), float64(a.Quantity)-1e-9)
		require.GreaterOrEqual(t, a.Quantity, energy.Watts(0))
		mirrored := of("lower", func(_ int, p float64) float64 { return -p })
		require.InDelta(t, float64(a.Quantity), float64(mirrored.Quantity), 1e-9)
	})
}
