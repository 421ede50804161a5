package estimate_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// clouded is a street of homes under one sky, which changes as share tells, of which
// those that speak tell of themselves each minute for so long. It returns how often the
// interval of 80 % held the PV of all.
func clouded(t *testing.T, homes int, days int, shared float64, speaks func(i, minute int) bool) (*estimate.Fleet, estimate.Node, float64) {
	t.Helper()
	f, node, slots := street(homes)
	random := rand.New(rand.NewPCG(7, 7))
	sky, own := 0.0, make([]float64, homes)
	now, held, judged := midnight, 0, 0
	for minute := range days * 24 * 60 {
		now = now.Add(time.Minute)
		sun := 3000 * math.Cos(2*math.Pi*(float64(minute%1440)/60-12)/24)
		sky += -sky/45 + shared*random.NormFloat64()
		total := 0.0
		f.Pass(now)
		for i, s := range slots {
			own[i] += -own[i]/45 + 0.03*random.NormFloat64()
			pv := max(0, sun*(0.6+sky+own[i]))
			total += pv
			if speaks(i, minute) {
				f.Tell(s, report(now, -400, energy.Watts(pv), 0.5))
			}
		}
		if sun > 600 && minute > days*24*60/2 {
			e := f.Total(node).Powers[estimate.PV].Interval(0.8)
			judged++
			if float64(e.Min) <= total && total <= float64(e.Max) {
				held++
			}
		}
		f.Pass(now)
	}
	return f, node, float64(held) / float64(judged)
}

// TestSumsOfSilentHomesHoldAsOftenAsTheySay where each home is silent every other hour,
// and where all are at once. Two weeks of one sky tell coverage within 5 points.
func TestSumsOfSilentHomesHoldAsOftenAsTheySay(t *testing.T) {
	turns := func(i, minute int) bool { return (minute+37*i)/60%2 == 0 }
	_, _, held := clouded(t, 16, 28, 0.03, turns)
	require.InDelta(t, 0.8, held, 0.1)
	together := func(_, minute int) bool { return minute/60%2 == 0 }
	_, _, held = clouded(t, 16, 28, 0.03, together)
	require.InDelta(t, 0.8, held, 0.1)
}

// TestTheSameReportsGiveTheSameSums to the bit, with exams and all.
func TestTheSameReportsGiveTheSameSums(t *testing.T) {
	some := func(i, minute int) bool { return (minute/20+i)%3 != 0 }
	f, node, _ := clouded(t, 12, 1, 0.05, some)
	g, _, _ := clouded(t, 12, 1, 0.05, some)
	require.Equal(t, f.AppendLearned(nil), g.AppendLearned(nil))
	for q := range f.Total(node).Powers {
		require.Equal(t, f.Total(node).Powers[q].Interval(0.9), g.Total(node).Powers[q].Interval(0.9))
	}
}
