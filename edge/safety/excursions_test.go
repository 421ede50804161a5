package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// export is a home whose export is watched once a second. Over the limit is
// 1001 W.
type export struct {
	limits safety.Limits
	seen   safety.Excursions
	now    time.Time
	power  energy.Watts
	lost   bool
	island energy.Reading[energy.Ratio]
}

func watched() *export {
	l := limits()
	l.Export = capped(1000)
	return &export{limits: l, now: start}
}

func (x *export) run(d time.Duration) {
	for end := x.now.Add(d); x.now.Before(end); x.now = x.now.Add(time.Second) {
		g := energy.Read(x.power, x.now)
		if x.lost {
			g = g.Lost()
		}
		x.seen = x.seen.Watch(&x.limits, g, x.island, x.now)
	}
}

// excess is d of export over the limit, and a second inside.
func (x *export) excess(d time.Duration) {
	x.power = 1001
	x.run(d)
	x.power = 1000
	x.run(time.Second)
}

// ENA EREC G100 issue 2. Each row: seconds over the limit, quiet time before
// the next, and what must have come of them.
func TestFault086_ExcursionsAreCountedExactly(t *testing.T) {
	type row struct{ over, quiet time.Duration }
	const s, m, h = time.Second, time.Minute, time.Hour
	f := func(events int, locked bool, rows ...row) {
		t.Helper()
		for _, restart := range []bool{false, true} {
			x := watched()
			x.run(m)
			for _, r := range rows {
				x.excess(r.over)
				if restart {
					x.restart(t)
				}
				x.run(r.quiet)
			}
			require.Equal(t, events, x.seen.Recent(x.now))
			require.Equal(t, locked, x.seen.Locked(), "restart %v", restart)
		}
	}
	f(0, false, row{14 * s, 0})
	f(0, false, row{15 * s, 0}) // seen over for 14 s, and then inside
	f(1, false, row{16 * s, 0})
	f(1, false, row{59 * s, 0})
	f(1, false, row{60 * s, 0})
	f(1, true, row{61 * s, 0})
	f(0, false, row{14 * s, s}, row{14 * s, s}, row{14 * s, s}, row{14 * s, s}, row{14 * s, s})
	f(2, true, row{16 * s, m}, row{16 * s, 0})
	f(2, true, row{16 * s, 9*m + 43*s}, row{16 * s, 0})
	f(2, false, row{16 * s, 9*m + 44*s}, row{16 * s, 0}) // 10 min and 1 s apart
	f(3, false, row{16 * s, h}, row{16 * s, h}, row{16 * s, h})
	f(4, true, row{16 * s, h}, row{16 * s, h}, row{16 * s, h}, row{16 * s, 0})
	f(3, false, row{16 * s, 9 * h}, row{16 * s, 9 * h}, row{16 * s, 9 * h}, row{16 * s, 0})
	f(0, false, row{16 * s, 25 * h})
}

func (x *export) restart(t *testing.T) {
	t.Helper()
	b, err := x.seen.MarshalBinary()
	require.NoError(t, err)
	x.seen = safety.Excursions{}
	require.NoError(t, x.seen.UnmarshalBinary(b))
}

func TestFault086_LockOutEndsOnlyByAReset(t *testing.T) {
	x := watched()
	f := func(by safety.Person, locked bool, says string) {
		t.Helper()
		next, why := x.seen.Reset(by, x.now)
		x.seen = next
		require.Contains(t, why, says)
		require.Equal(t, locked, x.seen.Locked())
		x.restart(t)
		require.Equal(t, locked, x.seen.Locked())
	}
	f(safety.Resident, false, "want a lock-out")
	for range 2 {
		x.excess(61 * time.Second)
		x.run(25 * time.Hour)
		require.True(t, x.seen.Locked(), "time alone does not end it")
		f(safety.Resident, false, "")
	}
	x.excess(61 * time.Second)
	f(safety.Resident, true, "installer")
	x.now = x.now.Add(31 * 24 * time.Hour)
	f(safety.Resident, false, "")
	x.excess(61 * time.Second)
	f(safety.Installer, false, "")
	require.Zero(t, x.seen)
}

// Without the meter nobody sees the end of an excursion.
func TestFault086_LostMeterCounts(t *testing.T) {
	f := func(before, lost time.Duration, events int, locked bool) {
		t.Helper()
		x := watched()
		x.run(time.Minute)
		x.power = 1001
		x.run(before)
		x.power, x.lost = 1000, true
		x.run(lost)
		x.lost = false
		x.run(time.Second)
		require.Equal(t, events, x.seen.Recent(x.now))
		require.Equal(t, locked, x.seen.Locked())
	}
	const s = time.Second
	f(0, 14*s, 0, false)
	f(0, 16*s, 1, false)
	f(0, time.Hour, 1, false)
	f(10*s, 4*s, 0, false)
	f(10*s, 6*s, 1, false)
	f(10*s, 51*s, 1, true)
}

// Neither does one see it who does not look, or who was not there: that is one
// event, no more.
func TestFault086_AnExcursionNobodySawTheEndOf(t *testing.T) {
	x := watched()
	x.power = 1001
	x.run(2 * time.Second)
	x.now, x.power = x.now.Add(10*time.Minute), 1000
	x.run(time.Second)
	require.Equal(t, 1, x.seen.Recent(x.now))
	require.False(t, x.seen.Locked())

	x = watched()
	x.power = 1001
	x.run(2 * time.Second)
	x.restart(t)
	require.Equal(t, 1, x.seen.Recent(x.now))
	x.now, x.power = x.now.Add(10*time.Minute), 1000
	x.run(time.Second)
	require.Equal(t, 1, x.seen.Recent(x.now))
}

func TestExcursionsOnAnIslandOrWithoutALimitAreNone(t *testing.T) {
	x := watched()
	x.power, x.island = 5000, energy.Read(energy.Ratio(1), start)
	x.limits.Ages.Grid = time.Hour
	x.run(2 * time.Minute)
	require.False(t, x.seen.Locked())
	x = watched()
	x.power, x.limits.Export = 5000, safety.Cap{}
	x.run(2 * time.Minute)
	require.False(t, x.seen.Locked())
}

// A lock-out forbids discharge and PV, also where nobody wished anything.
func TestFault086_LockOutHoldsTheHome(t *testing.T) {
	f := func(wish energy.Want, want energy.Watts) {
		t.Helper()
		l := limits()
		l.Live.Lockout = true
		_, set, v := safety.Step(&l, safety.State{}, withPV(snapshot(0, 0, 0.5), 3000), wish, energy.Dispatch, start)
		p, asked := set.Power()
		require.True(t, asked)
		require.Equal(t, want, p)
		sun, curbs := set.Curtail()
		require.True(t, curbs)
		require.Zero(t, sun)
		require.Equal(t, energy.BoundLockout, v.Bounds)
	}
	f(energy.Want{}, 0)
	f(energy.WantPower(2000), 0)
	f(energy.WantPower(-2000), -2000)
}

// The record says all that counts: whatever is watched, a home that restarts
// at any time is locked out when one that does not is.
func TestFault086_RestartsForgetNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := watched()
		y := watched()
		for range rapid.IntRange(1, 12).Draw(t, "excursions") {
			over := drawSeconds(t, "over", 1, 62)
			quiet := drawSeconds(t, "quiet", 1, 1200)
			x.excess(over)
			y.excess(over)
			x.run(quiet)
			y.run(quiet)
			if rapid.Bool().Draw(t, "restart") {
				b, _ := y.seen.MarshalBinary()
				y.seen = safety.Excursions{}
				require.NoError(t, y.seen.UnmarshalBinary(b))
			}
			require.Equal(t, x.seen.Locked(), y.seen.Locked())
			require.Equal(t, x.seen.Recent(x.now), y.seen.Recent(y.now))
		}
	})
}

func FuzzExcursionsRecord(f *testing.F) {
	x := watched()
	x.excess(16 * time.Second)
	good, _ := x.seen.MarshalBinary()
	f.Add(good)
	f.Add(good[:10])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var e safety.Excursions
		if e.UnmarshalBinary(b) != nil {
			require.True(t, e.Locked(), "damaged records lock out")
			return
		}
		again, err := e.MarshalBinary()
		require.NoError(t, err)
		var same safety.Excursions
		require.NoError(t, same.UnmarshalBinary(again))
		require.Equal(t, e, same)
	})
}

func TestFault086_EveryFlippedBitOfTheRecordIsSeen(t *testing.T) {
	x := watched()
	x.excess(61 * time.Second)
	good, _ := x.seen.MarshalBinary()
	for i := range good {
		for bit := range 8 {
			b := append([]byte(nil), good...)
			b[i] ^= 1 << bit
			var e safety.Excursions
			require.ErrorContains(t, e.UnmarshalBinary(b), "damaged")
			require.True(t, e.Locked())
		}
	}
}
