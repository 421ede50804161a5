package driver_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Pain 19: a register that is stored takes its budget of writes a day and no more,
// across restarts, and a release is never refused.
func TestPain19_BudgetOfStoredRegisters(t *testing.T) {
	now, ledger := start, &driver.Memory{}
	b := vendorBank(t, "huawei-sun2000")
	open := func() *driver.Device {
		return openVendor(t, b, "huawei-sun2000", func() time.Time { return now }, driver.WithLedger(ledger))
	}
	command := func(d *driver.Device, p energy.Watts) error {
		return d.Write(t.Context(), approveAt(energy.WantPower(p), time.Minute, now))
	}
	d := open()
	for i := range 120 {
		if i == 70 {
			d = open()
		}
		require.NoError(t, command(d, energy.Watts(1000+100*(i%2))))
	}
	err := command(d, 2000)
	require.Equal(t, fault.Unsafe, fault.KindOf(err))
	require.ErrorContains(t, err, "register 47249 (discharge_power)")
	require.ErrorContains(t, err, "written 120 times today, of a budget of 144, of which 24 are kept for a stop")
	require.NoError(t, command(d, 1100), "what stands costs nothing")
	require.NoError(t, command(d, 1120), "nor does less than is worth a write")
	requireApplied(t, d, 1100, true)
	for i := range 23 {
		require.NoError(t, command(d, energy.Watts(1090-i)), "never is more in force than was approved")
	}
	require.Error(t, command(d, 1000))
	requireApplied(t, d, 0, true)
	require.NoError(t, command(d, 0), "what stands costs nothing")
	require.Error(t, command(d, 1000))
	require.NoError(t, d.Write(t.Context(), approveAt(energy.Want{}, time.Minute, now)))
	now = now.Add(24 * time.Hour)
	require.NoError(t, command(d, 2000))
	require.Contains(t, d.Wear(), driver.Wear{Register: 47249, Name: "discharge_power", Today: 1, Total: 145, Budget: 144})
}

// When the budget is spent a battery can be stopped, and what would go on against what
// was approved is stopped: in both directions, by every map that wears.
func TestFault091_ASpentBudgetStopsTheBattery(t *testing.T) {
	f := func(name string, sign energy.Watts) {
		t.Helper()
		b := vendorBank(t, name)
		d := openVendor(t, b, name, still, driver.WithLedger(&driver.Memory{}))
		var err error
		for n := 0; err == nil; n++ {
			require.Less(t, n, 200, name)
			err = d.Write(t.Context(), hold(sign*energy.Watts(1000+100*(n%2))))
		}
		require.Equal(t, fault.Unsafe, fault.KindOf(err), "%s: %v", name, err)
		requireApplied(t, d, sign*1000, true)
		require.NoError(t, d.Write(t.Context(), hold(0)), name)
		requireApplied(t, d, 0, true)
		err = d.Write(t.Context(), hold(sign*500))
		require.Equal(t, fault.Unsafe, fault.KindOf(err), "%s: %v", name, err)
		requireApplied(t, d, 0, true)
		for _, w := range d.Wear() {
			require.LessOrEqual(t, w.Today, w.Budget, w.Name)
		}
	}
	for _, sign := range []energy.Watts{-1, 1} {
		f("huawei-sun2000", sign)
		f("solis-hybrid", sign)
		f("sungrow-sh", sign)
		f("goodwe-et", sign)
	}
}

// The other direction is not waited for either.
func TestFault091_ASpentBudgetEndsTheOtherDirection(t *testing.T) {
	b := vendorBank(t, "huawei-sun2000")
	d := openVendor(t, b, "huawei-sun2000", still, driver.WithLedger(&driver.Memory{}))
	var err error
	for n := 0; err == nil; n++ {
		err = d.Write(t.Context(), hold(-energy.Watts(1000+100*(n%2))))
	}
	require.NoError(t, d.Write(t.Context(), hold(2000)))
	err = d.Write(t.Context(), hold(-2000))
	require.Equal(t, fault.Unsafe, fault.KindOf(err))
	requireApplied(t, d, 0, true)
}

// lost is a Ledger whose counts were damaged.
type lost struct{ driver.Memory }

func (l *lost) Written(device string, register uint16, day string) uint64 {
	return driver.Unknown + l.Memory.Written(device, register, day)
}

// What nobody counted is taken as spent, and the battery can be stopped all the same.
func TestFault091_LostCountsStillStopTheBattery(t *testing.T) {
	b := vendorBank(t, "huawei-sun2000")
	b.Put(47249, 0, 3000)
	b.Put(47100, 2) // discharges, as the gateway before left it
	d := openVendor(t, b, "huawei-sun2000", still, driver.WithLedger(&lost{}))
	require.Equal(t, fault.Unsafe, fault.KindOf(d.Write(t.Context(), hold(4000))))
	require.NoError(t, d.Write(t.Context(), hold(0)))
	requireApplied(t, d, 0, true)
	require.Equal(t, fault.Unsafe, fault.KindOf(d.Write(t.Context(), hold(1000))))
}

type broken struct{ driver.Memory }

func (*broken) Count(string, uint16, string) error { return errors.New("disk full") }

// What cannot be counted is not written.
func TestLedgerThatFailsStopsTheWrite(t *testing.T) {
	b := vendorBank(t, "huawei-sun2000")
	d := openVendor(t, b, "huawei-sun2000", still, driver.WithLedger(&broken{}))
	require.ErrorContains(t, d.Write(t.Context(), hold(1000)), "disk full")
	for _, w := range b.Writes {
		require.NotEqual(t, uint16(47249), w.At)
	}
}

func TestNothingWearsOnASunSpecDevice(t *testing.T) {
	require.Empty(t, discover(t, hybrid(t), still).Wear())
}

// Three failures in a row take the capability away, for longer each time.
func TestPain18_FailuresDowngrade(t *testing.T) {
	now := start
	var p driver.Proof
	fail := func(n int, step time.Duration) {
		for range n {
			now = now.Add(step)
			p = p.After(driver.Failed, now)
		}
	}
	down := func(want time.Duration) {
		t.Helper()
		until, on := p.Downgraded(now)
		require.Equal(t, want > 0, on)
		if on {
			require.Equal(t, want, until.Sub(now))
		}
	}
	fail(2, time.Minute)
	down(0)
	p = p.After(driver.Unverified, now)
	fail(1, time.Minute)
	down(5 * time.Minute)
	now = now.Add(5 * time.Minute)
	down(0)
	fail(3, time.Second)
	down(10 * time.Minute)
	for range 20 {
		now = now.Add(25 * time.Hour)
		fail(3, time.Second)
	}
	down(24 * time.Hour)
	p = p.After(driver.Verified, now)
	down(0)
	fail(9, 11*time.Minute)
	down(0)
}

// A device that does not take what it is told is left alone for a while, and may
// still be released.
func TestPain18_DeafDeviceIsDowngraded(t *testing.T) {
	now := start
	b := vendorBank(t, "sungrow-sh")
	d := openVendor(t, b, "sungrow-sh", func() time.Time { return now })
	order := func() error { return d.Write(t.Context(), approveAt(energy.WantPower(1000), time.Minute, now)) }
	b.Deaf = true
	for range 3 {
		require.True(t, d.Controllable())
		require.Equal(t, fault.Conflict, fault.KindOf(order()))
	}
	require.False(t, d.Controllable())
	require.Contains(t, d.Trust().Reason, "did not do what it was told 3 times")
	b.Writes = nil
	require.Equal(t, fault.Unsupported, fault.KindOf(order()))
	require.Empty(t, b.Writes)
	b.Deaf = false
	b.Put(13049, 3)
	require.NoError(t, d.Write(t.Context(), approveAt(energy.Want{}, time.Minute, now)))
	requireApplied(t, d, 0, false)
	now = now.Add(5 * time.Minute)
	require.True(t, d.Controllable())
	require.NoError(t, order())
	d.Obeyed()
	for range 3 {
		d.Disobeyed()
	}
	require.False(t, d.Controllable())
}
