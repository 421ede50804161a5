package gateway

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A limit for PV that another master takes off each second is one condition for as long
// as that goes on, and is set again all the while.
func TestFault089_AMasterThatUndoesALimitForPVIsOneCondition(t *testing.T) {
	for _, each := range []int{1, 30, 60, 90, 300} {
		t.Run(fmt.Sprint(each), func(t *testing.T) { quarrelsEach(t, each) })
	}
}

// quarrelsEach has another master undo the limit once in so many seconds.
func quarrelsEach(t *testing.T, each int) {
	bubble(t, func(t *testing.T) {
		battery, pv := storage(t), solar(t, 4000)
		battery.words[battery.bases[802]+4] = 0 // takes no charge
		s := curtailing(map[uint8]*box{2: battery, 3: pv, 240: exporting(t)})
		w, bounds, was := newWatchman(), 0, false
		pass := func(seconds int, undoes bool) {
			for i := range seconds {
				r := s.pass(t, 1)
				w.sees(1, s.home.troubles(nil, &r.Snapshot, &r.Decision)...)
				if now := r.Decision.Bounds.Has(energy.BoundDevice); now != was {
					bounds, was = bounds+1, now
				}
				if undoes && i%each == 0 {
					pv.words[pv.bases[123]+5] = 100
				}
			}
		}
		other := func() (all []energy.Event) {
			for _, e := range w.edges {
				if e.Kind == energy.OtherMaster {
					all = append(all, e)
				}
			}
			return all
		}
		pass(3*each+60, true)
		writes := pv.writes
		pass(max(600, 20*each), true)
		require.Len(t, other(), 1)
		require.Equal(t, []any{energy.Alarm, energy.DeviceID("bus1-unit3"), uint32(0)}, []any{other()[0].Severity, other()[0].Device, other()[0].Missed})
		require.Contains(t, other()[0].Text, "was set to")
		require.GreaterOrEqual(t, pv.writes, writes+18, "it is set again all the while")
		require.Equal(t, 1, bounds, "and does not come and go")
		require.NotEmpty(t, s.home.Devices()[1].Contested)
		pass(int((peace+over+time.Minute)/time.Second), false)
		require.Len(t, other(), 2)
		require.True(t, other()[1].Ended)
		require.Equal(t, 2, bounds)
		require.Empty(t, s.home.Devices()[1].Contested)
	})
}
