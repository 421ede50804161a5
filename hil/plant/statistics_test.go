package plant_test

import (
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const data = "../../../shared/data/"

// loads returns one home's load magnitude, a minute apart.
func loads(t *testing.T, spec plant.Spec, days int) (out []float64) {
	in := town(t, spec.Seed)
	h := home(t, in, spec)
	for range days * 24 * 60 {
		in.Step(time.Minute)
		out = append(out, -float64(h.State().Load))
	}
	return out
}

func TestLoadIsLikeTheRecordedHouse(t *testing.T) {
	if _, err := os.Stat(data + "household_1min_uci"); err != nil {
		t.Skip("no recorded house: ", err)
	}
	profiles, err := plant.LoadProfiles(data + "household_1min_uci")
	require.NoError(t, err)
	var want []float64
	for _, v := range profiles.Load[0].Samples {
		want = append(want, -float64(v))
	}
	spec := plant.Draw(5)
	spec.DailyLoad, spec.Heating = 44500, 0.6
	got := loads(t, spec, 56)
	near := func(name string, want, got, share float64) {
		t.Helper()
		t.Logf("%s: recorded %.3f, simulated %.3f", name, want, got)
		require.InEpsilon(t, want, got, share, name)
	}
	near("mean W", mean(want), mean(got), 0.15)
	near("deviation W", deviation(want), deviation(got), 0.20)
	near("load factor", mean(want)/quantile(want, 0.999), mean(got)/quantile(got, 0.999), 0.25)
	near("5 %", quantile(want, 0.05), quantile(got, 0.05), 0.6)
	near("median", quantile(want, 0.5), quantile(got, 0.5), 0.25)
	near("95 %", quantile(want, 0.95), quantile(got, 0.95), 0.15)
	near("99 %", quantile(want, 0.99), quantile(got, 0.99), 0.15)
	near("correlation 1 min", correlation(want, 1), correlation(got, 1), 0.05)
	near("correlation 15 min", correlation(want, 15), correlation(got, 15), 0.25)
	near("correlation 60 min", correlation(want, 60), correlation(got, 60), 0.40)
}

func TestFleetLoadHasTheRecordedDay(t *testing.T) {
	want := fleetShape(t)
	in := town(t, 1)
	var total float64
	for seed := range uint64(60) {
		spec := plant.Draw(seed)
		spec.Heating = 0
		total += float64(spec.DailyLoad)
		home(t, in, spec)
	}
	var hourly [24]float64
	const days = 14
	for minute := range days * 24 * 60 {
		in.Step(time.Minute)
		for _, h := range in.Homes() {
			hourly[minute/60%24] -= float64(h.State().Load) / 60 / days
		}
	}
	require.InEpsilon(t, total, 24*mean(hourly[:]), 0.10, "daily energy")
	for hour, v := range hourly {
		t.Logf("hour %d: recorded %.2f, simulated %.2f", hour, want[hour], v/mean(hourly[:]))
		require.InDelta(t, want[hour], v/mean(hourly[:]), 0.25, "hour %d", hour)
	}
}

// fleetShape is the mean home's day, each home counting the same; mean 1.
func fleetShape(t *testing.T) (shape [24]float64) {
	file, err := os.Open(data + "fleet_switchdin/load_hourly_mean_std_w.csv")
	if err != nil {
		t.Skip("no recorded fleet: ", err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		var day []float64
		for _, field := range row[2:] {
			v, err := strconv.ParseFloat(field, 64)
			require.NoError(t, err)
			day = append(day, v)
		}
		if row[1] == "mean" && mean(day) > 0 {
			for hour, v := range day {
				shape[hour] += v / mean(day)
			}
		}
	}
	whole := mean(shape[:])
	for hour := range shape {
		shape[hour] /= whole
	}
	return shape
}

func TestFrequencyIsLikeTheRecording(t *testing.T) {
	in := town(t, 3)
	var got []float64
	for range 4 * 8640 {
		in.Step(10 * time.Second)
		got = append(got, float64(in.Frequency()))
	}
	require.InDelta(t, 50, mean(got), 0.004)
	require.InEpsilon(t, 0.023, deviation(got), 0.12)
	want := recordedFrequency(t)
	require.InEpsilon(t, deviation(want), deviation(got), 0.15)
	require.InDelta(t, correlation(want, 6), correlation(got, 6), 0.06)
	require.InDelta(t, correlation(want, 30), correlation(got, 30), 0.10)
}

func recordedFrequency(t *testing.T) (out []float64) {
	file, err := os.Open(data + "frequency_rte_10s/rte_2016-03-01_02_10s.csv.gz")
	if err != nil {
		t.Skip("no recorded frequency: ", err)
	}
	defer file.Close()
	unzip, err := gzip.NewReader(file)
	require.NoError(t, err)
	rows, err := csv.NewReader(unzip).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		if v, err := strconv.ParseFloat(row[1], 64); err == nil {
			out = append(out, v)
		}
	}
	return out
}

func TestShiftedFrequencyReachesTheHomes(t *testing.T) {
	in := town(t, 1)
	h := home(t, in, plant.Draw(1))
	in.ShiftFrequency(-0.5)
	in.Step(time.Second)
	require.Less(t, h.State().Frequency, energy.Hertz(49.7))
}

func TestCloudsAreSharedByNeighbours(t *testing.T) {
	const minutes = 6000
	distances := []plant.Metres{0, 200, 2000, 20000, 200000}
	var sum [5]float64
	for seed := range uint64(6) {
		in := town(t, seed)
		var series [5][]float64
		for range minutes {
			in.Step(time.Minute)
			for i, d := range distances {
				series[i] = append(series[i], float64(in.Sky(d, 0)))
			}
		}
		for i := range distances {
			sum[i] += steps(series[0], series[i]) / 6
		}
	}
	t.Logf("correlation of minute steps by distance: %.3f", sum)
	require.InDelta(t, 1, sum[0], 1e-9)
	require.Greater(t, sum[1], 0.8)
	require.Less(t, sum[2], sum[1]-0.1)
	require.Less(t, sum[3], 0.3)
	require.Less(t, math.Abs(sum[4]), 0.3)
}

func steps(a, b []float64) float64 {
	var ab, aa, bb float64
	for i := range len(a) - 1 {
		x, y := a[i+1]-a[i], b[i+1]-b[i]
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb)
}

func mean(x []float64) (m float64) {
	for _, v := range x {
		m += v / float64(len(x))
	}
	return m
}

func deviation(x []float64) float64 { return math.Sqrt(covariance(x, 0)) }

func correlation(x []float64, lag int) float64 { return covariance(x, lag) / covariance(x, 0) }

func covariance(x []float64, lag int) (c float64) {
	m := mean(x)
	for i := range len(x) - lag {
		c += (x[i] - m) * (x[i+lag] - m) / float64(len(x)-lag)
	}
	return c
}

func quantile(x []float64, p float64) float64 {
	sorted := slices.Sorted(slices.Values(x))
	return sorted[int(p*float64(len(sorted)-1))]
}
