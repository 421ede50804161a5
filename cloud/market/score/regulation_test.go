package score_test

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// course returns one reading each 10 s of an hour and 5 minutes, by minute.
func course(watts func(i int) float64) []energy.Reading[energy.Watts] {
	var all []energy.Reading[energy.Watts]
	for i := range score.HourSamples {
		all = append(all, energy.Read(energy.Watts(watts(i)), start.Add(time.Duration(i)*score.SampleEvery)))
	}
	return all
}

func regulate(t require.TestingT, r score.Regulation) score.Hour {
	h, err := score.Regulate(r)
	require.NoError(t, err)
	return h
}

// saw goes up and down by 20 W a sample, 60 samples to a period.
func saw(i int) float64 { return 1000 - math.Abs(float64(i%100-50))*40 }

// The figures are worked out by hand. A response three samples late of a straight
// rise correlates by 1 at every shift, so no delay counts best, and it misses by
// 3 steps of 20 W: 60 W of the 30-sample mean of |signal|.
func TestScoresWorkedOutByHand(t *testing.T) {
	f := func(signal, response func(i int) float64, correlation, delay, precision float64) {
		t.Helper()
		h := regulate(t, score.Regulation{Assigned: 1000, Signal: course(signal), Response: course(response)})
		require.Equal(t, 12, h.Scored)
		require.InDelta(t, correlation, float64(h.Correlation), 1e-12)
		require.InDelta(t, delay, float64(h.Delay), 1e-12)
		require.InDelta(t, precision, float64(h.Precision), 1e-12)
		require.InDelta(t, (correlation+delay+precision)/3, float64(h.Total), 1e-12)
		require.False(t, h.Historical)
	}
	scaled := func(by float64) func(int) float64 { return func(i int) float64 { return by * saw(i) } }
	constant := func(p float64) func(int) float64 { return func(int) float64 { return p } }
	square := func(i int) float64 { return []float64{500, -500}[i%2] }
	f(saw, saw, 1, 1, 1)
	f(saw, scaled(0.8), 1, 1, 0.8)
	f(saw, scaled(1.2), 1, 1, 0.8)
	f(saw, constant(0), 0, 0, 0)
	// A signal that alternates each 10 s: one sample late is its opposite, which
	// matches again, shifted by one sample (290/300), and misses by twice its size.
	f(square, func(i int) float64 { return square(i + 1) }, 1, 290.0/300, 0)
	// A constant signal has no correlation: the slopes are compared, delay is 1.
	f(constant(500), constant(500), 1, 1, 1)
	f(constant(500), constant(400), 1, 1, 0.8)
	f(constant(500), constant(0), 1, 1, 0)
	f(constant(-500), func(i int) float64 { return -500 - 0.1*float64(i%30) }, 1-0.0001, 1, 1-1.45/500)
}

func TestPropagationIsNotDelay(t *testing.T) {
	square := func(i int) float64 { return []float64{500, -500}[i%2] }
	r := score.Regulation{Assigned: 500, Signal: course(square), Response: course(func(i int) float64 { return square(i + 1) }), Propagation: 10 * time.Second}
	h := regulate(t, r)
	require.Equal(t, energy.Ratio(1), h.Delay)
	require.Equal(t, 10*time.Second, h.Intervals[5].Lag)
}

// What the rule gives no score is left out and named; it is not a score of 0.
func TestWhatHasNoScore(t *testing.T) {
	f := func(change func(*score.Regulation), scored int, historical bool, first, last score.Verdict) {
		t.Helper()
		r := score.Regulation{Assigned: 1000, Signal: course(saw), Response: course(saw)}
		change(&r)
		h := regulate(t, r)
		require.Equal(t, scored, h.Scored)
		require.Equal(t, historical, h.Historical)
		require.Equal(t, []score.Verdict{first, last}, []score.Verdict{h.Intervals[0].Verdict, h.Intervals[11].Verdict})
		if scored > 0 {
			require.InDelta(t, 1, float64(h.Total), 1e-12)
		}
	}
	lose := func(in []energy.Reading[energy.Watts], samples ...int) {
		for _, i := range samples {
			in[i] = in[i].Lost()
		}
	}
	f(func(*score.Regulation) {}, 12, false, score.Scored, score.Scored)
	f(func(r *score.Regulation) { r.Starting = true }, 10, false, score.JustStarted, score.Scored)
	f(func(r *score.Regulation) { lose(r.Response, 7) }, 11, false, score.NoData, score.Scored)
	f(func(r *score.Regulation) { lose(r.Signal, 359) }, 11, false, score.Scored, score.NoData)
	f(func(r *score.Regulation) { r.Response = r.Response[:360] }, 12, false, score.Scored, score.Scored)
	f(func(r *score.Regulation) { r.Response = r.Response[:60] }, 2, true, score.Scored, score.NoData)
	f(func(r *score.Regulation) { r.Response = nil }, 0, true, score.NoData, score.NoData)
	f(func(r *score.Regulation) { r.Signal = course(func(int) float64 { return 9 }) }, 0, true, score.SmallSignal, score.SmallSignal)
	f(func(r *score.Regulation) { lose(r.Response, 70, 130, 190, 250, 310) }, 7, true, score.Scored, score.Scored)
	require.Equal(t, "small_signal", score.SmallSignal.String())
}

func TestAPlantOfNoPowerHasNoScore(t *testing.T) {
	for _, assigned := range []energy.Watts{0, -1, energy.Watts(math.NaN()), energy.Watts(math.Inf(1))} {
		_, err := score.Regulate(score.Regulation{Assigned: assigned, Signal: course(saw), Response: course(saw)})
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotEmpty(t, fault.HintOf(err))
	}
}

// Each part stays in 0..1, and neither the size of the plant nor what lies past
// the hour changes a score.
func TestScoresHoldTheirBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples := rapid.SliceOfN(rapid.Float64Range(-1, 1), score.HourSamples, score.HourSamples)
		sent, made := samples.Draw(t, "sent"), samples.Draw(t, "made")
		size := rapid.SampledFrom([]float64{1, 1024, 1 << 40}).Draw(t, "size")
		of := func(size float64) score.Hour {
			at := func(v []float64) []energy.Reading[energy.Watts] {
				return course(func(i int) float64 { return v[i] * size })
			}
			return regulate(t, score.Regulation{Assigned: energy.Watts(size), Signal: at(sent), Response: append(at(made), energy.Read(energy.Watts(1e9), start))})
		}
		h := of(size)
		for _, i := range append(h.Intervals[:], score.Interval{Score: h.Score}) {
			for _, part := range []energy.Ratio{i.Correlation, i.Delay, i.Precision, i.Total} {
				require.True(t, part >= 0 && part <= 1, "%+v", i)
			}
			require.True(t, i.Lag >= 0 && i.Lag <= 5*time.Minute)
		}
		require.Equal(t, of(1), h)
	})
}

// TestTheScoreIsThatOfPublishedVectors compares with 17 responses to 11 hours of
// a real signal.
func TestTheScoreIsThatOfPublishedVectors(t *testing.T) {
	samples := recording(t, "pjm_score_vectors", "signal_and_responses_10s.csv.gz")
	expected := recording(t, "pjm_score_vectors", "expected_scores.csv")
	column := func(name string, hour int) []energy.Reading[energy.Watts] {
		c := slices.Index(samples[0], name)
		return course(func(i int) float64 { return 2e6 * number(t, samples[1+360*hour+i][c]) })
	}
	for _, row := range expected[1:] {
		hour := int(number(t, row[0]))
		h := regulate(t, score.Regulation{Assigned: 2e6, Signal: column("signal", hour), Response: column(row[1], hour)})
		for i, got := range []energy.Ratio{h.Total, h.Delay, h.Correlation, h.Precision} {
			require.InDelta(t, number(t, row[6+i]), float64(got), 2e-6, "hour %d, %s, %s", hour, row[1], expected[0][6+i])
		}
	}
	require.Len(t, expected, 1+11*17)
}

// recording returns the rows of a recorded table, gunzipped where it is one.
func recording(t *testing.T, folder, name string) [][]string {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "data", folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("recording %s/%s is not here: put it in ../shared/data beside the repository", folder, name)
	}
	require.NoError(t, err)
	t.Cleanup(func() { file.Close() })
	var in io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		in, err = gzip.NewReader(file)
		require.NoError(t, err)
	}
	rows, err := csv.NewReader(in).ReadAll()
	require.NoError(t, err)
	return rows
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return v
}
