package dispatch_test

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheScoreIsThatOfTheManual holds score to published vectors: 11 hours of
// a real signal and responses whose scores are known.
func TestTheScoreIsThatOfTheManual(t *testing.T) {
	const dir = "../../../shared/data/pjm_score_vectors/"
	packed, err := os.Open(dir + "signal_and_responses_10s.csv.gz")
	if err != nil {
		t.Skip("the score vectors are not here: ", err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	require.NoError(t, err)
	samples := table(t, z)
	expected, err := os.ReadFile(dir + "expected_scores.csv")
	require.NoError(t, err)
	compared := 0
	for _, row := range table(t, strings.NewReader(string(expected)))[1:] {
		hour, response := int(number(t, row[0])), slices.Index(samples[0], row[1])
		if !slices.Contains([]string{"perfect", "delay4s", "delay10s", "delay30s", "gain0.8", "clip0.7", "lag20s", "inverted"}, row[1]) {
			continue // scored by the rules for constant responses, which are not here
		}
		var sent, made []float64
		for _, at := range samples[1+360*hour : 1+360*hour+391] {
			sent, made = append(sent, number(t, at[1])), append(made, number(t, at[response]))
		}
		require.InDelta(t, number(t, row[6]), score(sent, made), 1e-4, "hour %d %s", hour, row[1])
		compared++
	}
	require.Equal(t, 8*11, compared)
}

func table(t *testing.T, in io.Reader) [][]string {
	t.Helper()
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

// score is PJM's performance score by the manual's rule up to 2025
// (Manual 12 section 4.5.6): per 5 min, of samples each 10 s, the mean of
// correlation and delay at the best lag and of precision.
func score(signal, response []float64) float64 {
	var sum float64
	n := 0
	for k := 0; k+60 <= len(signal); k += 30 {
		best, corr, delay := -1.0, 0.0, 0.0
		for d := range 31 {
			r, dl := correlation(signal[k:k+30], response[k+d:min(k+d+30, len(response))]), 1-float64(d)/30
			if r+dl > best {
				best, corr, delay = r+dl, min(max(r, 0), 1), dl
			}
		}
		miss, size := 0.0, 0.0
		for i := k; i < k+30; i++ {
			miss, size = miss+math.Abs(response[i]-signal[i]), size+math.Abs(signal[i])
		}
		sum += (corr + delay + max(0, 1-miss/size)) / 3
		n++
	}
	return sum / float64(n)
}

func correlation(a, b []float64) float64 {
	n := float64(min(len(a), len(b)))
	var ma, mb, aa, bb, ab float64
	for i := range int(n) {
		ma, mb = ma+a[i]/n, mb+b[i]/n
	}
	for i := range int(n) {
		aa, bb, ab = aa+(a[i]-ma)*(a[i]-ma), bb+(b[i]-mb)*(b[i]-mb), ab+(a[i]-ma)*(b[i]-mb)
	}
	return ab / math.Sqrt(max(aa*bb, 1e-300))
}
