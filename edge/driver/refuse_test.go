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
		require.Empty(t, b.Writes)
	}
	unscaled, untold := hybrid(t), hybrid(t)
	unscaled.Put(unscaled.Bases[124]+25, null)
	untold.Put(untold.Bases[124]+2, none)
	f(storageScaled(t, null), hold(100), fault.Unsupported, "scale factor")
	f(unscaled, hold(100), fault.Unsupported, "scale factor")
	f(untold, hold(100), fault.Unsupported, "WChaMax")
	f(solar(t), hold(100), fault.Unsupported, "no storage control")
	f(solar(t), ownMode(), fault.Unsupported, "no storage control")
	f(meter(t), hold(100), fault.Unsupported, "no storage control")
	f(storage(t), safety.Setpoint{}, fault.Stale, "expired")
	f(hybrid(t), safety.Setpoint{}, fault.Stale, "expired")
	endless, endless704 := hybrid(t), storage(t)
	endless.Set(124, 15, none)
	endless704.Set(704, 31, none, none)
	f(endless, hold(100), fault.Unsupported, "no reversion timer")
	f(endless704, hold(100), fault.Unsupported, "no reversion timer")
	// WChaMax of 10 W cannot stand for 5 kW in an int16 of 0.01 %.
	small := hybrid(t)
	small.Put(small.Bases[124]+2, 1)
	f(small, hold(5000), fault.Invalid, "out of range")
	silent := storage(t)
	d := discover(t, silent, still)
	silent.Silent[704] = true
	require.Equal(t, fault.Unreachable, fault.KindOf(d.Write(t.Context(), hold(100))))
	require.Empty(t, silent.Writes)
}

// A refused timer must leave no rate behind that the old timer would run.
func TestTooLongATimerWritesNothing(t *testing.T) {
	f := func(b *bank, left time.Duration) {
		t.Helper()
		err := discover(t, b, still).Write(t.Context(), approve(energy.WantPower(100), left))
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.Empty(t, b.Writes)
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
	require.Empty(t, b.Writes)
}

func TestAppliedNeedsAControl(t *testing.T) {
	_, _, err := discover(t, solar(t), still).Applied(t.Context())
	require.Equal(t, fault.Unsupported, fault.KindOf(err))
}
