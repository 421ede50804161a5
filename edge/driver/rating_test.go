package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// A device that tells no limit of its battery takes what was agreed, and where nothing
// was it is left in its own mode: it is not held at 0 W.
func TestABatteryWithoutALimitOfItsOwnTakesWhatWasAgreed(t *testing.T) {
	f := func(name string) {
		t.Helper()
		b := vendorBank(t, name)
		d := openVendor(t, b, name, still)
		part, err := d.Read(t.Context())
		require.NoError(t, err)
		require.Equal(t, energy.Read(energy.Watts(5000), part.Battery.At()), part.MaxCharge)
		require.Equal(t, part.MaxCharge, part.MaxDischarge)

		id := d.Identity()
		d, err = driver.Open(t.Context(), b, unit, still, name, driver.Vouched(id.Model, id.Version))
		require.NoError(t, err)
		require.False(t, d.Controllable())
		require.Contains(t, d.Trust().Reason, "battery_rating_w")
		require.Contains(t, d.Trust().Reason, "[limits]")
		require.False(t, d.Trust().Unknown, "somebody tried it")
		require.Equal(t, fault.Unsupported, fault.KindOf(d.Write(t.Context(), hold(1000))))
		require.Empty(t, b.Writes)
		part, err = d.Read(t.Context())
		require.NoError(t, err)
		missing(t, part.MaxCharge)
	}
	f("foxess-h3")
	f("sma-hybrid")
	f("victron-gx")
}

// What was agreed counts only while the battery answers, and never in place of a limit
// that the device has a register for.
func TestWhatWasAgreedIsNoReading(t *testing.T) {
	b := vendorBank(t, "foxess-h3")
	d := openVendor(t, b, "foxess-h3", still)
	b.Before = func(bool) error { return &fault.Error{Op: "bus", Kind: fault.Unreachable} }
	part, err := d.Read(t.Context())
	require.Error(t, err)
	missing(t, part.MaxDischarge)

	b = vendorBank(t, "huawei-sun2000")
	with, err := openVendor(t, b, "huawei-sun2000", still, driver.WithRating(1)).Read(t.Context())
	require.NoError(t, err)
	most, told := with.MaxDischarge.Value()
	require.True(t, told)
	require.Greater(t, most, energy.Watts(1))
}
