package control_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestRow29_OverLongLeaseIsNamedAndCounted(t *testing.T) {
	d := desk()
	o := order(1)
	o.Lease = time.Minute + 1
	for range 3 {
		err := d.Accept(o, start)
		require.Equal(t, fault.Unsafe, fault.KindOf(err))
		require.ErrorContains(t, err, "lease_too_long")
	}
	require.Equal(t, control.Counts{LeaseTooLong: 3}, d.Counts())
}

// TestRow31_ReplayReorderDuplicate shuffles, repeats and delays 100,000 orders:
// at every moment the newest taken is in force, and at the end the newest valid
// of all.
func TestRow31_ReplayReorderDuplicate(t *testing.T) {
	const orders = 100_000
	random := rand.New(rand.NewPCG(1, 2))
	d, now, newest, taken := desk(), start, uint64(0), uint64(0)
	for range orders {
		o := plain("s", 1+random.Uint64N(orders/2), 0, time.Duration(1+random.IntN(70))*time.Second)
		o.Share.Base = energy.Watts(o.ID)
		valid := o.ID > newest && o.Lease <= time.Minute
		require.Equal(t, valid, d.Accept(o, now) == nil)
		if valid {
			newest, taken = o.ID, taken+1
			require.Equal(t, energy.WantPower(energy.Watts(newest)), dispatched(d, now))
		}
		now = now.Add(time.Duration(random.IntN(100)) * time.Millisecond)
	}
	n := d.Counts()
	require.Equal(t, taken, n.Taken)
	require.EqualValues(t, orders, n.Taken+n.NotNewer+n.LeaseTooLong)
	require.Positive(t, n.LeaseTooLong)
	require.Equal(t, fault.Stale, fault.KindOf(d.Accept(plain("s", newest, 1, time.Second), now)))
}

// TestRow32_SyncLossHealsInOneRoundTrip: after a reboot the refusal tells boot
// and id, and the order made of them is taken.
func TestRow32_SyncLossHealsInOneRoundTrip(t *testing.T) {
	rebooted := control.NewDesk(control.Config{Site: "s", Boot: 8, MaxLease: time.Minute, Gain: 0.2})
	o := plain("s", 900, 2000, time.Minute)
	err := rebooted.Accept(o, start)
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.Equal(t, "this is boot 8; use an id above 0", fault.HintOf(err))
	o.Boot, o.ID = 8, 1
	require.NoError(t, rebooted.Accept(o, start))
	require.Equal(t, energy.WantPower(2000), dispatched(rebooted, start))
	o.ID = 1
	err = rebooted.Accept(o, start)
	require.Equal(t, "use an id above 1", fault.HintOf(err))
	require.Equal(t, control.Counts{Taken: 1, WrongBoot: 1, NotNewer: 1}, rebooted.Counts())
}

func TestEveryRefusalHasItsCount(t *testing.T) {
	d := desk()
	f := func(want control.Counts, change func(*energy.Order)) {
		t.Helper()
		o := order(1)
		change(&o)
		require.Error(t, d.Accept(o, start))
		require.Equal(t, want, d.Counts())
	}
	f(control.Counts{WrongSite: 1}, func(o *energy.Order) { o.Site = "x" })
	f(control.Counts{WrongSite: 1, Unsound: 1}, func(o *energy.Order) { o.Lease = -1 })
	f(control.Counts{WrongSite: 1, Unsound: 2}, func(o *energy.Order) { o.Share.SlopeUp = -1 })
	f(control.Counts{WrongSite: 1, Unsound: 2, NotNewer: 1}, func(o *energy.Order) { o.ID = 0 })
}
