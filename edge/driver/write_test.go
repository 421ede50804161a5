package driver_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// approve lets safety make the setpoint at start.
func approve(wish energy.Want, hold time.Duration) safety.Setpoint {
	return approveAt(wish, hold, start)
}

func hold(p energy.Watts) safety.Setpoint { return approve(energy.WantPower(p), 9*time.Second) }

func ownMode() safety.Setpoint { return approve(energy.Want{}, 9*time.Second) }

func requireApplied(t *testing.T, d *driver.Device, want energy.Watts, commanded bool) {
	t.Helper()
	p, on, err := d.Applied(t.Context())
	require.NoError(t, err)
	require.Equal(t, commanded, on)
	if commanded {
		require.InDelta(t, float64(want), float64(p), 1e-9)
	}
}

// Model 704: mode, value, reversion and timer go in one request, then enable.
func TestStorageIsCommandedInWatts(t *testing.T) {
	b := storage(t)
	d, at := discover(t, b, still), b.Bases[704]
	requireApplied(t, d, 0, false)
	require.NoError(t, d.Write(t.Context(), hold(-1500)))
	require.Len(t, b.Writes, 2)
	// WSetMod, WSet, WSetRvrt, WSetPct, WSetPctRvrt, WSetEnaRvrt, WSetRvrtTms
	require.Equal(t, sent(at+23, 1, 0xFFFF, neg(1500), 0, 0, null, null, 0, 0, 9), b.Writes[0])
	require.Equal(t, sent(at+22, 1), b.Writes[1])
	requireApplied(t, d, -1500, true)
	require.NoError(t, d.Write(t.Context(), hold(0)))
	requireApplied(t, d, 0, true)
}

// Model 124: opposite rates leave one power. The timer is first, for the rates may
// be in force already, but where it runs: then a rate that is not taken must not
// be prolonged. The mode begins it and is last.
func TestHybridIsCommandedByRates(t *testing.T) {
	b := hybrid(t)
	d, at := discover(t, b, still), b.Bases[124]
	f := func(p energy.Watts, out, in uint16, runs bool) {
		t.Helper()
		b.Writes = nil
		require.NoError(t, d.Write(t.Context(), hold(p)))
		want := []request{sent(at+15, 9), sent(at+12, out, in), sent(at+5, 3)}
		if runs {
			want[0], want[1] = want[1], want[0]
		}
		require.Equal(t, want, b.Writes)
		requireApplied(t, d, p, true)
	}
	requireApplied(t, d, 0, false)
	f(3000, 6000, neg(6000), false)
	f(-5000, neg(10000), 10000, true)
	f(0, 0, 0, true)
}

func TestTimerIsRoundedUpAndNeverForEver(t *testing.T) {
	f := func(left time.Duration, want uint16) {
		t.Helper()
		set := approve(energy.WantPower(100), left)
		b := storage(t)
		require.NoError(t, discover(t, b, still).Write(t.Context(), set))
		require.Equal(t, []uint16{0, want}, []uint16{b.Words[b.Bases[704]+31], b.Words[b.Bases[704]+32]})
		b = hybrid(t)
		require.NoError(t, discover(t, b, still).Write(t.Context(), set))
		require.Equal(t, want, b.Words[b.Bases[124]+15])
	}
	f(time.Nanosecond, 1)
	f(time.Second, 1)
	f(time.Second+time.Nanosecond, 2)
	f(8500*time.Millisecond, 9)
	f(time.Hour, 3600)
}

// The timer counts what is left of the setpoint, not what it began with.
func TestTimerCountsFromTheClock(t *testing.T) {
	b, now := storage(t), start
	d := discover(t, b, func() time.Time { return now })
	now = start.Add(6500 * time.Millisecond)
	require.NoError(t, d.Write(t.Context(), hold(100)))
	require.EqualValues(t, 3, b.Words[b.Bases[704]+32])
}

func TestReleaseWritesOnlyWhatIsInForce(t *testing.T) {
	f := func(b *bank, model, offset uint16) {
		t.Helper()
		d := discover(t, b, still)
		at := b.Bases[model] + offset
		require.NoError(t, d.Write(t.Context(), ownMode()))
		require.Empty(t, b.Writes)
		require.NoError(t, d.Write(t.Context(), hold(800)))
		b.Writes = nil
		require.NoError(t, d.Write(t.Context(), ownMode()))
		require.Equal(t, []request{sent(at, 0)}, b.Writes)
		requireApplied(t, d, 0, false)
		require.NoError(t, d.Write(t.Context(), ownMode()))
		require.Len(t, b.Writes, 1)
	}
	f(storage(t), 704, 22)
	f(hybrid(t), 124, 5)
}

// What another master left in force is released too, readable or not.
func TestReleaseOfWhatAnotherLeft(t *testing.T) {
	f := func(b *bank, model, offset, left uint16) {
		t.Helper()
		d, at := discover(t, b, still), b.Bases[model]+offset
		b.Put(at, left)
		require.NoError(t, d.Write(t.Context(), ownMode()))
		require.Equal(t, []request{sent(at, 0)}, b.Writes)
	}
	f(hybrid(t), 124, 5, 1) // charge alone is limited
	f(hybrid(t), 124, 5, 2)
	f(storageScaled(t, null), 704, 22, 1)
}

func TestAppliedIsWithinOneCountOfTheSetpoint(t *testing.T) {
	f := func(b *bank, count float64) func(*rapid.T) {
		d := discover(t, b, still)
		return func(t *rapid.T) {
			want := rapid.Float64Range(-5000, 5000).Draw(t, "power")
			require.NoError(t, d.Write(t.Context(), hold(energy.Watts(want))))
			got, on, err := d.Applied(t.Context())
			require.NoError(t, err)
			require.True(t, on)
			require.LessOrEqual(t, math.Abs(float64(got)-want), count)
		}
	}
	rapid.Check(t, f(storage(t), 1))
	rapid.Check(t, f(storageScaled(t, neg(1)), 0.1))
	rapid.Check(t, f(storageScaled(t, 2), 100))
	rapid.Check(t, f(hybrid(t), 0.5)) // 0.01 % of 5 kW
}
