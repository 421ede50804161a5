package driver_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// TestFault091_ThirtyDaysStayInTheBudget orders another power every five minutes and
// a release every hour for 30 days, and counts what arrives at the registers: no
// more than the budget a day, and at most one release past it.
func TestFault091_ThirtyDaysStayInTheBudget(t *testing.T) {
	for _, m := range regmap.Vendors() {
		if len(m.Steps) == 0 {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			now := start.Truncate(24 * time.Hour)
			b := vendorBank(t, m.Name)
			d := openVendor(t, b, m.Name, func() time.Time { return now }, driver.WithLedger(&driver.Memory{}))
			r := rand.New(rand.NewPCG(91, 30))
			for range 30 {
				day := map[uint16]uint64{}
				for minute := 0; minute < 24*60; minute += 5 {
					order(t, d, r, minute, now)
					for _, w := range b.Writes {
						day[w.At]++
					}
					b.Writes, now = nil, now.Add(5*time.Minute)
				}
				for _, p := range m.Points() {
					if p.Wears() {
						require.LessOrEqual(t, day[uint16(p.Offset())], uint64(p.Budget())+1, p.Name())
					}
				}
			}
			for _, w := range d.Wear() {
				require.LessOrEqual(t, w.Total, 30*(w.Budget+1), w.Name)
			}
		})
	}
}

// order is refused for nothing but wear, and a release for nothing at all.
func order(t *testing.T, d *driver.Device, r *rand.Rand, minute int, now time.Time) {
	t.Helper()
	if minute%60 == 0 {
		require.NoError(t, d.Write(t.Context(), approveAt(energy.Want{}, time.Minute, now)))
		return
	}
	p := energy.Watts(r.IntN(8001) - 4000)
	err := d.Write(t.Context(), approveAt(energy.WantPower(p), time.Minute, now))
	if err != nil {
		require.Equal(t, fault.Unsafe, fault.KindOf(err), "%v", err)
	}
}
