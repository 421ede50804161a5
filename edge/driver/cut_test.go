package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// A map that nobody vouched for holds no PV back either.
func TestUnverifiedMapHoldsNoPVBack(t *testing.T) {
	b := vendorBank(t, "huawei-sun2000")
	d, err := driver.Open(t.Context(), b, unit, still, "huawei-sun2000")
	require.NoError(t, err)
	require.False(t, d.Curtails())
	err = d.Curtail(t.Context(), curb(energy.Want{}, 1000))
	require.Equal(t, fault.Unsupported, fault.KindOf(err))
	require.ErrorContains(t, err, "not verified on hardware")
	require.Empty(t, b.Writes)
}

// A device whose battery takes no command may hold its PV back.
func TestPVAloneIsHeldBack(t *testing.T) {
	b := vendorBank(t, "deye-3p-lv")
	d := openVendor(t, b, "deye-3p-lv", still)
	require.False(t, d.Controllable())
	require.True(t, d.Curtails())
	require.NoError(t, d.Curtail(t.Context(), curb(energy.Want{}, 1200)))
	require.Equal(t, []request{sent(340, 1200)}, b.Writes)
}

// A limit of the whole inverter leaves room for what the battery is told to give.
func TestLimitCountsTheBatteryIn(t *testing.T) {
	b := vendorBank(t, "huawei-sun2000")
	set(b, holding(37765), 0xFFFF, neg(2000)) // discharges with 2 kW
	d := openVendor(t, b, "huawei-sun2000", still)
	_, err := d.Read(t.Context())
	require.NoError(t, err)
	s := curb(energy.WantPower(2000), 1000)
	require.NoError(t, d.Write(t.Context(), s))
	require.NoError(t, d.Curtail(t.Context(), s))
	require.Equal(t, uint16(300), b.Words[40125], "3 of 10 kW")
}

// A limit that does not stick is given up for a while, and the battery is not
// blamed for it.
func TestLimitThatDoesNotStick(t *testing.T) {
	b := vendorBank(t, "growatt-vpp")
	d := openVendor(t, b, "growatt-vpp", still)
	b.Deaf = true
	for range 3 {
		require.Equal(t, fault.Conflict, fault.KindOf(d.Curtail(t.Context(), curb(energy.Want{}, 1000))))
	}
	require.False(t, d.Curtails())
	require.True(t, d.Controllable())
	require.ErrorContains(t, d.Curtail(t.Context(), curb(energy.Want{}, 1000)), "did not keep")
}

// The settings without which a limit means nothing are the owner's.
func TestLimitNeedsItsSettings(t *testing.T) {
	b := vendorBank(t, "solaredge-hybrid")
	d := openVendor(t, b, "solaredge-hybrid", still)
	b.Put(0xF300, 0)
	err := d.Curtail(t.Context(), curb(energy.Want{}, 1000))
	require.ErrorContains(t, err, "limit_dynamic reads 0: set it to 1")
	require.Empty(t, b.Writes)
}

// What an installer has set is a limit that is never raised, and is put back as it
// stood, by the next gateway too.
func TestInstallersLimitIsPutBack(t *testing.T) {
	b, kept := vendorBank(t, "sungrow-sh"), driver.WithLedger(&driver.Memory{})
	b.Put(5006, 0x55, 700) // 70 %, of 10 kW
	d := openVendor(t, b, "sungrow-sh", still, kept)
	require.NoError(t, d.Curtail(t.Context(), ownMode()))
	require.Empty(t, b.Writes, "nothing of it is ours")
	require.NoError(t, d.Curtail(t.Context(), curb(energy.Want{}, 9000)))
	require.Equal(t, []uint16{0xAA, 700}, []uint16{b.Words[5006], b.Words[5007]})
	require.NoError(t, d.Curtail(t.Context(), curb(energy.Want{}, 2000)))
	require.Equal(t, uint16(200), b.Words[5007])
	d = openVendor(t, b, "sungrow-sh", still, kept) // after a restart
	require.NoError(t, d.Curtail(t.Context(), curb(energy.Want{}, 1000)))
	require.NoError(t, d.Curtail(t.Context(), ownMode()))
	require.Equal(t, []uint16{0x55, 700}, []uint16{b.Words[5006], b.Words[5007]})
	d = openVendor(t, b, "sungrow-sh", still, kept)
	b.Put(5007, 500) // the installer again
	require.NoError(t, d.Curtail(t.Context(), ownMode()))
	require.Equal(t, uint16(500), b.Words[5007])
}

// A limit in memory that wears keeps to its budget, and its wear is told.
func TestLimitWears(t *testing.T) {
	b := vendorBank(t, "deye-3p-lv")
	d := openVendor(t, b, "deye-3p-lv", still, driver.WithLedger(&driver.Memory{}))
	var err error
	for n := 0; err == nil; n++ {
		require.Less(t, n, 30)
		err = d.Curtail(t.Context(), curb(energy.Want{}, energy.Watts(20000-600*n)))
	}
	require.Equal(t, fault.Unsafe, fault.KindOf(err))
	require.Equal(t, []driver.Wear{{Register: 340, Name: "sun_limit", Today: 23, Total: 23, Budget: 24}}, d.Wear())
	require.NoError(t, d.Curtail(t.Context(), curb(energy.Want{}, 0)), "the last write is for no PV at all")
	require.Zero(t, b.Words[340])
	require.Error(t, d.Curtail(t.Context(), ownMode()))
}
