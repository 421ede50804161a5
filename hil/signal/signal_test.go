package signal_test

import (
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/signal"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestReadLoopsAndHolds(t *testing.T) {
	s, err := signal.Read(strings.NewReader("t_s,signal_pu\n0,0.5\n2,-1.01\n4,0\n"))
	require.NoError(t, err)
	level := func(at time.Duration, want float64) {
		t.Helper()
		require.Equal(t, want, s.Level(at))
	}
	level(0, 0.5)
	level(1999*time.Millisecond, 0.5)
	level(2*time.Second, -1)
	level(6*time.Second, 0.5)
	level(6*time.Hour+4*time.Second, 0)
	level(-time.Second, 0)
}

func TestReadRefusesWithTheLine(t *testing.T) {
	refused := func(text, line, about string) {
		t.Helper()
		_, err := signal.Read(strings.NewReader(text))
		require.Equal(t, fault.Corrupt, fault.KindOf(err))
		require.ErrorContains(t, err, "csv:"+line+":")
		require.ErrorContains(t, err, about)
	}
	refused("", "1", "EOF")
	refused("time,level\n", "1", "unknown header")
	refused("t_s,signal_pu\n0,0\n", "3", "fewer than two rows")
	refused("t_s,signal_pu\n1,0\n", "2", "0s was expected")
	refused("t_s,signal_pu\n0,0\n0,0\n", "3", "does not rise")
	refused("t_s,signal_pu\n0,0\n2,0\n5,0\n", "4", "4s was expected")
	refused("t_s,signal_pu\n0,NaN\n", "2", "not in -1..1")
	refused("t_s,signal_pu\n0,1.2\n", "2", "not in -1..1")
	refused("t_s,signal_pu\n0,1,2\n", "2", "wrong number of fields")
}

func TestSyntheticIsLikeTheRecording(t *testing.T) {
	const path = "../../../shared/data/pjm_regulation_signal/pjm_reg_6h_1s.csv.gz"
	if _, err := os.Stat(path); err != nil {
		t.Skip("no recorded regulation signal: ", err)
	}
	whole, err := signal.Open(path)
	require.NoError(t, err)
	recorded, err := whole.Every(2 * time.Second)
	require.NoError(t, err)
	want := measure(recorded)
	for seed := range uint64(3) {
		got := measure(signal.Synthetic(seed))
		t.Logf("seed %d got %+v want %+v", seed, got, want)
		require.InDelta(t, want.mean, got.mean, 0.05)
		require.InEpsilon(t, want.deviation, got.deviation, 0.10)
		require.InEpsilon(t, want.mileage, got.mileage, 0.15)
		require.InDelta(t, want.saturated, got.saturated, 0.06)
		require.InDelta(t, want.after30s, got.after30s, 0.15)
		require.InDelta(t, want.after60s, got.after60s, 0.15)
	}
}

func TestSyntheticBySeed(t *testing.T) {
	require.Equal(t, signal.Synthetic(7), signal.Synthetic(7))
	require.NotEqual(t, signal.Synthetic(7), signal.Synthetic(8))
	require.Equal(t, 2*time.Second, signal.Synthetic(7).Step())
	require.InDelta(t, 60, measure(signal.Synthetic(7)).mileage, 12)
}

func FuzzRead(f *testing.F) {
	f.Add("t_s,signal_pu\n0,0.5\n2,-1\n")
	f.Add("t_s,signal_pu\n0,0\n1e-9,0\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := signal.Read(strings.NewReader(text))
		if err != nil {
			return
		}
		require.Positive(t, s.Step())
		require.LessOrEqual(t, math.Abs(s.Level(17*time.Hour)), 1.0)
	})
}

type figures struct{ mean, deviation, mileage, saturated, after30s, after60s float64 }

func measure(s *signal.Signal) (f figures) {
	var x []float64
	for at := time.Duration(0); at < s.Duration(); at += s.Step() {
		x = append(x, s.Level(at))
	}
	n := float64(len(x))
	for i, v := range x {
		f.mean += v / n
		if math.Abs(v) > 0.999 {
			f.saturated += 1 / n
		}
		f.mileage += math.Abs(v-x[max(i-1, 0)]) / s.Duration().Hours()
	}
	f.deviation = math.Sqrt(moment(x, f.mean, 0))
	f.after30s = moment(x, f.mean, 15) / moment(x, f.mean, 0)
	f.after60s = moment(x, f.mean, 30) / moment(x, f.mean, 0)
	return f
}

func moment(x []float64, mean float64, lag int) (sum float64) {
	for i := range len(x) - lag {
		sum += (x[i] - mean) * (x[i+lag] - mean) / float64(len(x))
	}
	return sum
}
