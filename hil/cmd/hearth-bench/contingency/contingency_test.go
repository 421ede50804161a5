package contingency_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/cmd/hearth-bench/contingency"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestEventsAreStillAtFirstAndReachTheirDepth(t *testing.T) {
	f := func(e contingency.Event, depth energy.Hertz) {
		t.Helper()
		nadir := energy.Hertz(math.Inf(1))
		for after := time.Duration(0); after < e.Lasts; after += 50 * time.Millisecond {
			hertz := e.At(after)
			if nadir = min(nadir, hertz); after < 9*time.Second {
				require.InDelta(t, 50, float64(hertz), 0.1*float64(depth))
			}
		}
		require.InDelta(t, float64(50-depth), float64(nadir), 1e-3)
	}
	f(contingency.Fitted(0.8), 0.8)
	f(contingency.Ramp(0.125, 0.5), 0.5)
	f(contingency.Recorded([]energy.Hertz{60, 60, 59.9, 59.8, 59.9}, 10*time.Second, 60, 0.4), 0.4)
}

// The verdict is not made of wishes: equipment that is slow does not pass for quick, and
// what nobody armed answers nothing.
func TestTheVerdictCanFail(t *testing.T) {
	f := func(x contingency.Extent) contingency.Result {
		t.Helper()
		x.Homes, x.Seed, x.Away = 8, 3, 10*time.Second
		r, err := contingency.Run(t.Context(), x)
		require.NoError(t, err)
		return r
	}
	raise := contingency.VeryFastRaise()
	slow := f(contingency.Extent{Service: raise, Event: contingency.Ramp(1, 0.5)})
	require.Zero(t, slow.HomesFull)
	require.Less(t, slow.Credit, energy.Ratio(0.1))
	mild := f(contingency.Extent{Service: raise, Event: contingency.Ramp(1, 0.13), Quick: true})
	require.Zero(t, mild.Credit, "the frequency never left the normal band")
	require.Less(t, mild.Asked, energy.Ratio(0.02))
}
