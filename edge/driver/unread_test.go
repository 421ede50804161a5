package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// What is written only cannot be read back: that it does not read as written is no
// quarrel, and that it does is not claimed. Measured power alone tells.
func TestWhatIsWrittenOnlyIsJudgedByItsEffect(t *testing.T) {
	b := vendorBank(t, "sma-hybrid")
	d := openVendor(t, b, "sma-hybrid", still)
	stage := func(want driver.Stage) {
		t.Helper()
		require.Equal(t, driver.Command{Stage: want}, d.Command())
		require.True(t, d.Controllable())
	}
	for range 5 {
		require.NoError(t, d.Write(t.Context(), hold(1500)))
		stage(driver.Written)
	}
	d.Obeyed()
	stage(driver.Measured)
	require.NoError(t, d.Write(t.Context(), hold(-800)))
	stage(driver.Measured)
	_, _, err := d.Applied(t.Context())
	require.Equal(t, fault.Unsupported, fault.KindOf(err))
	require.ErrorContains(t, err, "cannot be read")
	require.NoError(t, d.Write(t.Context(), ownMode()))
	requireApplied(t, d, 0, false)
	require.Equal(t, uint16(10000), b.Words[40800], "the limits are given back with the mode")
	for range 3 {
		d.Disobeyed()
	}
	require.False(t, d.Controllable(), "what it does is what it is judged by")
}

// The mode beside them is read, and a device that does not keep it is left alone.
func TestTheModeBesideWhatIsWrittenOnlyIsReadBack(t *testing.T) {
	b := vendorBank(t, "sma-hybrid")
	d := openVendor(t, b, "sma-hybrid", still)
	b.Deaf = true
	for range 3 {
		require.Equal(t, fault.Conflict, fault.KindOf(d.Write(t.Context(), hold(1500))))
	}
	require.False(t, d.Controllable())
	require.Equal(t, driver.Overruled, d.Command().Stage)
}
