package driver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestWritesThatAreRefused(t *testing.T) {
	f := func(b *bank, s safety.Setpoint, kind fault.Kind, says string) {
		t.Helper()
		d := discover(t, b, still)
		err := d.Write(t.Context(), s)
		require.ErrorContains(t, err, says)
		require.Equal(t, kind, fault.KindOf(err))
		require.Empty(t, b.writes)
	}
	unscaled, untold := hybrid(t), hybrid(t)
	unscaled.put(unscaled.bases[124]+25, null)
	untold.put(untold.bases[124]+2, none)
	f(storageScaled(t, null), hold(100), fault.Unsupported, "scale factor")
	f(unscaled, hold(100), fault.Unsupported, "scale factor")
	f(untold, hold(100), fault.Unsupported, "WChaMax")
	f(solar(t), hold(100), fault.Unsupported, "no storage control")
	f(solar(t), ownMode(), fault.Unsupported, "no storage control")
	f(meter(t), hold(100), fault.Unsupported, "no storage control")
	f(storage(t), safety.Setpoint{}, fault.Stale, "expired")
	f(hybrid(t), safety.Setpoint{}, fault.Stale, "expired")
	// WChaMax of 10 W cannot stand for 5 kW in an int16 of 0.01 %.
	small := hybrid(t)
	small.put(small.bases[124]+2, 1)
	f(small, hold(5000), fault.Invalid, "out of range")
	silent := storage(t)
	d := discover(t, silent, still)
	silent.silent[704] = true
	require.Equal(t, fault.Unreachable, fault.KindOf(d.Write(t.Context(), hold(100))))
	require.Empty(t, silent.writes)
}

// A refused timer must leave no rate behind that the old timer would run.
func TestTooLongATimerWritesNothing(t *testing.T) {
	f := func(b *bank, left time.Duration) {
		t.Helper()
		err := discover(t, b, still).Write(t.Context(), approve(energy.WantPower(100), left))
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.Empty(t, b.writes)
	}
	f(hybrid(t), 70000*time.Second)
	f(storage(t), 200*365*24*time.Hour)
}

func TestSetpointExpiresOnTheClock(t *testing.T) {
	b, now := storage(t), start
	d := discover(t, b, func() time.Time { return now })
	now = start.Add(9 * time.Second)
	require.Equal(t, fault.Stale, fault.KindOf(d.Write(t.Context(), hold(100))))
	require.Equal(t, fault.Stale, fault.KindOf(d.Write(t.Context(), ownMode())))
	require.Empty(t, b.writes)
}

func TestAppliedNeedsAControl(t *testing.T) {
	_, _, err := discover(t, solar(t), still).Applied(t.Context())
	require.Equal(t, fault.Unsupported, fault.KindOf(err))
}
