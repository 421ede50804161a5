package score_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestCurvesAsPublished(t *testing.T) {
	f := func(s score.Service, hertz energy.Hertz, want float64) {
		t.Helper()
		require.InDelta(t, want, float64(s.Curve.Share(hertz)), 1e-12)
	}
	dc, dm, dr, fcr := score.DynamicContainment(), score.DynamicModeration(), score.DynamicRegulation(), score.FCR()
	f(dc, 50, 0)
	f(dc, 49.985, 0)
	f(dc, 50.015, 0)
	f(dc, 49.8, 0.05)
	f(dc, 50.35, 0.525)
	f(dc, 49.5, 1)
	f(dc, 48, 1)
	f(dm, 50.1, 0.05)
	f(dm, 49.85, 0.525)
	f(dm, 49.8, 1)
	f(dr, 49.8925, 0.5)
	f(dr, 50.2, 1)
	f(fcr, 49.995, 0.025)
	f(fcr, 50.1, 0.5)
	f(fcr, 49.7, 1)
}

// deliver judges a course of 1 kW, frequency and response (per unit) by sample.
func deliver(t require.TestingT, s score.Service, n int, hertz, unit func(i int) float64) []score.Check {
	checks, err := s.Deliver(courseOf(s, n, hertz, unit))
	require.NoError(t, err)
	return checks
}

func courseOf(s score.Service, n int, hertz, unit func(i int) float64) score.Delivery {
	every := min(s.Every, time.Second)
	d := score.Delivery{Contracted: 1000, Every: every}
	for i := range n {
		at := start.Add(time.Duration(i) * every)
		d.Frequency = append(d.Frequency, energy.Read(energy.Hertz(hertz(i)), at))
		d.Response = append(d.Response, energy.Read(energy.Watts(1000*unit(i)), at))
	}
	return d
}

// after is a response to the step at sample 60 that stands still for wait
// samples and then rises to size within rise samples.
func after(size float64, wait, rise int) func(int) float64 {
	return func(i int) float64 {
		switch since := i - 60 - wait; {
		case since < 0:
			return 0
		case since < rise:
			return size * float64(since) / float64(rise)
		}
		return size
	}
}

// The corridor of a step worked out by hand: at once is inside, and so is what
// begins within the time allowed and is full by its end. FCR: nothing for 2 s,
// half by 15 s, all by 30 s, 5 % either way.
func TestAStepOfTheFrequency(t *testing.T) {
	dip := func(i int) float64 {
		if i < 60 {
			return 50
		}
		return 49.8
	}
	f := func(s score.Service, unit func(int) float64, inside int, paid energy.Ratio) {
		t.Helper()
		checks := deliver(t, s, 900, dip, unit)
		require.Len(t, checks, 1)
		require.Equal(t, inside, checks[0].Inside, "%+v", checks[0])
		require.InDelta(t, float64(paid), float64(checks[0].Paid), 1e-9, "%+v", checks[0])
	}
	fcr := score.FCR()
	f(fcr, after(1, 0, 0), 900, 1)
	f(fcr, after(1, 2, 13), 900, 1)
	f(fcr, after(1, 0, 30), 900, 1)
	// Half a minute of nothing: after 2 s it lacks more than 5 % from the 4th on.
	f(fcr, after(1, 30, 0), 900-26, 1)
	f(fcr, after(0.95, 0, 0), 900, 1)
	f(fcr, after(1.05, 0, 0), 900, 1)
	f(fcr, after(1.06, 0, 0), 60, 0)
	f(fcr, after(0, 0, 0), 64, 0)
	f(fcr, after(-1, 0, 0), 60, 0)
	dm := score.DynamicModeration() // 49.8 Hz is all of it, in steps of 50 ms
	f(dm, after(1, 0, 0), 900, 1)
	f(dm, after(1, 10, 10), 900, 1)
	f(dm, after(1, 20, 0), 900-9, 0)
	f(dm, after(0.97, 0, 0), 900, 1)
	f(dm, after(0.95, 0, 0), 80, 0.5)
	f(dm, after(0.93, 0, 0), 80, 0)
	dr := score.DynamicRegulation()
	f(dr, after(1, 40, 160), 900, 1)
	f(dr, after(1, 0, 240), 900-98, 0)
}

func TestOneSideAnswersOneSide(t *testing.T) {
	f := func(side score.Side, hertz, unit float64, inside int) {
		t.Helper()
		d := courseOf(score.FCR(), 10, func(int) float64 { return hertz }, func(int) float64 { return unit })
		d.Side = side
		checks, err := score.FCR().Deliver(d)
		require.NoError(t, err)
		require.Equal(t, inside, checks[0].Inside)
	}
	f(score.BothSides, 49.9, 0.5, 10)
	f(score.BothSides, 50.1, -0.5, 10)
	f(score.LowOnly, 49.9, 0.5, 10)
	f(score.LowOnly, 50.1, -0.5, 0)
	f(score.LowOnly, 50.1, 0, 10)
	f(score.HighOnly, 50.1, -0.5, 10)
	f(score.HighOnly, 49.9, 0, 10)
}

// What is missing is counted, never inside, and a period with too much of it is
// not paid; the next period stands by itself.
func TestMissingSamplesAreNotInside(t *testing.T) {
	s := score.FCR()
	d := courseOf(s, 1800, func(int) float64 { return 49.9 }, func(int) float64 { return 0.5 })
	for i := range 46 {
		d.Response[i] = d.Response[i].Lost()
		d.Frequency[i+23] = d.Frequency[i+23].Lost()
	}
	checks, err := s.Deliver(d)
	require.NoError(t, err)
	require.Len(t, checks, 2)
	require.Equal(t, []int{900, 69, 831}, []int{checks[0].Samples, checks[0].Missing, checks[0].Inside})
	require.Equal(t, []string{"69 of 900 samples are missing"}, checks[0].Broken)
	require.Zero(t, checks[0].Paid)
	require.Equal(t, score.Check{Begin: 15 * time.Minute, Samples: 900, Inside: 900, InShare: 1, Paid: 1}, checks[1])
	for i := range d.Response {
		d.Response[i] = d.Response[i].Lost()
	}
	checks, err = s.Deliver(d)
	require.NoError(t, err)
	require.Zero(t, checks[1].InShare)
	require.Zero(t, checks[1].Paid)
}

// The error is of a second in one piece: what lies on both sides of a gap is not
// put together.
func TestASecondWithAGapHasNoError(t *testing.T) {
	s := score.DynamicContainment()
	d := courseOf(s, 31, func(int) float64 { return 50 }, func(int) float64 { return 0.1 })
	checks, err := s.Deliver(d)
	require.NoError(t, err)
	require.InDelta(t, 0.1, checks[0].Error, 1e-9)
	d.Response[15] = d.Response[15].Lost()
	checks, err = s.Deliver(d)
	require.NoError(t, err)
	require.Zero(t, checks[0].Error)
	require.Zero(t, checks[0].Inside)
}

// A plant that does half of what is asked has a slope of a half; one that is
// late as far as it may be has a slope of 1.
func TestTheSlopeOfDelivery(t *testing.T) {
	drift := func(i int) float64 { return 50 - 0.2*float64(max(i, 0))/900 }
	f := func(gain float64, late int, slope float64, paid energy.Ratio) {
		t.Helper()
		c := deliver(t, score.FCR(), 900, drift, func(i int) float64 { return gain * (50 - drift(i-late)) / 0.2 })[0]
		require.True(t, c.Sloped)
		require.InDelta(t, slope, c.Slope, 0.01)
		require.Equal(t, paid, c.Paid)
	}
	f(1, 0, 1, 1)
	f(1, 12, 1, 1)
	f(1.04, 0, 1.04, 1)
	f(0.5, 0, 0.5, 0)
	f(0.97, 0, 0.985, 1)
	f(1.4, 0, 1.4, 0)
}

func TestCoursesThatShowNothing(t *testing.T) {
	f := func(change func(*score.Delivery)) {
		t.Helper()
		d := courseOf(score.FCR(), 10, func(int) float64 { return 50 }, func(int) float64 { return 0 })
		change(&d)
		_, err := score.FCR().Deliver(d)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotEmpty(t, fault.HintOf(err))
	}
	f(func(d *score.Delivery) { d.Contracted = 0 })
	f(func(d *score.Delivery) { d.Contracted = energy.Watts(math.NaN()) })
	f(func(d *score.Delivery) { d.Every = 0 })
	f(func(d *score.Delivery) { d.Every = 5 * time.Second })
	f(func(d *score.Delivery) { d.Response = d.Response[1:] })
	f(func(d *score.Delivery) { d.Response, d.Frequency = nil, nil })
}

// Whatever the frequency does, who answers at once is inside, and so is any mean
// of that and a later answer; who does the opposite of a full dip never is.
func TestAnyPermittedResponseIsInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(score.Services()).Draw(t, "service")
		hertz := rapid.SliceOfN(rapid.Float64Range(49.3, 50.7), 5, 80).Draw(t, "hertz")
		asked := func(i int) float64 {
			i = min(max(i, 0), len(hertz)-1)
			share := float64(s.Curve.Share(energy.Hertz(hertz[i])))
			if hertz[i] > 50 {
				return -share
			}
			return share
		}
		// The latest response, worked out the plain way: each part of the answer
		// comes evenly in its time.
		every := min(s.Every, time.Second)
		latest := func(i int) float64 {
			sum := 0.0
			for k := 1; k < len(s.Latest); k++ {
				from, to := int(s.Latest[k-1].After/every), int(s.Latest[k].After/every)
				for back := from + 1; back <= to; back++ {
					sum += float64(s.Latest[k].Share-s.Latest[k-1].Share) * asked(i-back) / float64(to-from)
				}
			}
			return sum
		}
		blend := rapid.Float64Range(0, 1).Draw(t, "blend")
		c := deliver(t, s, len(hertz), func(i int) float64 { return hertz[i] }, func(i int) float64 { return blend*asked(i) + (1-blend)*latest(i) })[0]
		require.Equal(t, len(hertz), c.Inside, "%+v", c)
		require.InDelta(t, 0, c.Error, 1e-9)
	})
}

// TestADayOfRealFrequency follows two recorded days with a lag: FCR is answered
// by 5 s of lag, not by a minute, nor by a plant whose sign is wrong.
func TestADayOfRealFrequency(t *testing.T) {
	rows := recording(t, "frequency_rte_10s", "rte_2016-03-01_02_10s.csv.gz")
	f := func(lag float64, sign float64) (paid, missing int) {
		t.Helper()
		d := score.Delivery{Contracted: 1e6, Every: 2 * time.Second}
		made := 0.0
		for i, row := range rows[1:] {
			at := start.Add(time.Duration(i) * 10 * time.Second)
			r := energy.Reading[energy.Hertz]{}
			asked := 0.0
			if row[1] != "N/A" {
				r = energy.Read(energy.Hertz(number(t, row[1])), at)
				asked = sign * max(-1, min(1, (50-number(t, row[1]))/0.2))
			}
			for range 5 {
				made += (asked - made) * (1 - math.Exp(-2/lag))
				d.Frequency, d.Response = append(d.Frequency, r), append(d.Response, energy.Read(energy.Watts(1e6*made), at))
			}
		}
		checks, err := score.FCR().Deliver(d)
		require.NoError(t, err)
		require.Len(t, checks, 2*96)
		for _, c := range checks {
			missing += c.Missing
			if c.Paid == 1 {
				paid++
			}
		}
		return paid, missing
	}
	paid, missing := f(5, 1)
	require.Equal(t, 5*90, missing)
	require.Equal(t, 191, paid, "all but the quarter with the gap")
	slow, _ := f(60, 1)
	require.Less(t, slow, 96)
	wrong, _ := f(5, -1)
	require.Less(t, wrong, 20)
}
