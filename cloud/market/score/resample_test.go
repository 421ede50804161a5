package score_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestResampledReadingsKeepTheirAge(t *testing.T) {
	at := func(s float64, p energy.Watts) energy.Reading[energy.Watts] {
		return energy.Read(p, start.Add(time.Duration(s*1e9)))
	}
	missing := energy.Reading[energy.Watts]{}
	f := func(want []energy.Reading[energy.Watts], readings ...energy.Reading[energy.Watts]) {
		t.Helper()
		got := score.Resample(readings, start, 10*time.Second, 2*time.Second, len(want))
		for i := range want {
			w, known := want[i].Value()
			g, ok := got[i].Value()
			require.Equal(t, known, ok, i)
			require.Equal(t, w, g, i)
			if known {
				require.Equal(t, want[i].At(), got[i].At(), "a reading keeps its time")
			}
		}
	}
	f([]energy.Reading[energy.Watts]{missing, missing})
	f([]energy.Reading[energy.Watts]{at(0, 1), at(10, 2)}, at(0, 1), at(10, 2), at(10.5, 3))
	f([]energy.Reading[energy.Watts]{at(-1, 1), at(8, 2), missing}, at(-5, 9), at(-1, 1), at(8, 2))
	f([]energy.Reading[energy.Watts]{at(0, 1), missing}, at(0, 1), at(9, 2).Lost())
	f([]energy.Reading[energy.Watts]{missing, at(9, 2)}, at(0, 1).Doubt(), at(9, 2))
}

func TestWhatWasNotSeenWasNotDelivered(t *testing.T) {
	read := func(p energy.Watts) energy.Reading[energy.Watts] { return energy.Read(p, start) }
	lost := read(0).Lost()
	s := score.Together(3, []energy.Reading[energy.Watts]{read(5), lost, lost}, []energy.Reading[energy.Watts]{read(-2), read(0), {}}, []energy.Reading[energy.Watts]{read(1), read(7), lost})
	require.Equal(t, []energy.Reading[energy.Watts]{read(4), read(7), {}}, s.Power)
	require.Equal(t, []int{0, 1, 3}, s.Unseen)
}
