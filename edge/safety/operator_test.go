package safety_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const box safety.Guard = "box"

var operated = safety.Operated{Guard: box, Failsafe: [2]safety.Cap{safety.Importing: capped(4200), safety.Exporting: capped(1000)}}

// grid of events: what the box does, and how long after that the cap is asked.
type said func(t require.TestingT, o safety.Operator, now time.Time) safety.Operator

func beat(_ require.TestingT, o safety.Operator, now time.Time) safety.Operator {
	return o.Beat(&operated, box, now)
}

func tell(d safety.Dim) said {
	return func(t require.TestingT, o safety.Operator, now time.Time) safety.Operator {
		o, why := o.Tell(&operated, box, safety.Importing, d, now)
		require.Empty(t, why)
		return o
	}
}

// alive beats every minute for d, and once at its end.
func alive(d time.Duration) said {
	return func(t require.TestingT, o safety.Operator, now time.Time) safety.Operator {
		for at := now; at.Before(now.Add(d)); at = at.Add(time.Minute) {
			o = beat(t, o, at)
		}
		return beat(t, o, now.Add(d))
	}
}

func active(p energy.Watts) safety.Dim { return safety.Dim{Active: true, Power: p} }

func timed(p energy.Watts, d time.Duration) safety.Dim {
	return safety.Dim{Active: true, Power: p, Timed: true, Lasts: d}
}

// step is what is said at a time after the start.
type step struct {
	at   time.Duration
	what said
}

func played(t require.TestingT, steps ...step) safety.Operator {
	var o safety.Operator
	for _, s := range steps {
		o = s.what(t, o, start.Add(s.at))
	}
	return o
}

// EEBUS LPC as a table. In failsafe the way out is a heartbeat and a limit
// after it; every other pair of the four is none. Where a row is a defect that
// a real product had, it is named.
func TestFault084_FailsafeEntryAndExit(t *testing.T) {
	const s, m, h = time.Second, time.Minute, time.Hour
	f := func(asked time.Duration, phase energy.SafetyState, want safety.Cap, steps ...step) {
		t.Helper()
		o, now := played(t, steps...), start.Add(asked)
		require.Equal(t, want, o.Cap(&operated, safety.Importing, now))
		require.Equal(t, phase, o.Phase(&operated, safety.Importing, now))
	}
	none, failsafe := safety.Cap{}, capped(4200)
	lifted := tell(safety.Dim{})
	// Entry.
	f(0, energy.Failsafe, failsafe)
	f(24*h, energy.Failsafe, failsafe) // [LPC-906] would be unlimited after 120 s
	f(s, energy.Failsafe, failsafe, step{0, beat})
	f(h, energy.Failsafe, failsafe, step{0, alive(h)})
	f(s, energy.Controlled, none, step{0, beat}, step{s, lifted})
	f(s, energy.Limited, capped(9000), step{0, beat}, step{s, tell(active(9000))})
	f(119*s, energy.Controlled, none, step{0, beat}, step{s, lifted})
	f(120*s, energy.Failsafe, failsafe, step{0, beat}, step{s, lifted})
	f(120*s, energy.Failsafe, failsafe, step{0, beat}, step{s, tell(active(9000))})
	f(120*s, energy.Failsafe, capped(2000), step{0, beat}, step{s, tell(active(2000))}) // the lower one stays
	// Exit: heartbeat back, limit back, duration passed.
	entered := []step{{0, beat}, {s, lifted}}
	g := func(asked time.Duration, phase energy.SafetyState, want safety.Cap, steps ...step) {
		t.Helper()
		f(asked, phase, want, append(entered[:2:2], steps...)...)
	}
	g(h, energy.Failsafe, failsafe)                            // none
	g(3*h, energy.Failsafe, failsafe)                          // duration only: evcc 29705 went unlimited
	g(h, energy.Failsafe, failsafe, step{h, beat})             // heartbeat only: evcc 32492 left at once
	g(h+3*m, energy.Failsafe, failsafe, step{h, alive(3 * m)}) // and past its 120 s window
	g(3*h, energy.Failsafe, failsafe, step{h, alive(2 * h)})   // heartbeat and duration
	g(h, energy.Limited, capped(3000), step{h, beat}, step{h, tell(active(3000))})
	g(h, energy.Controlled, none, step{h, beat}, step{h, lifted}) // evcc 25578 never left
	g(h+5*m, energy.Limited, capped(3000), step{h, alive(5 * m)}, step{h + 4*m, tell(active(3000))})
	g(3*h, energy.Limited, capped(3000), step{3 * h, beat}, step{3 * h, tell(active(3000))})
	g(h+120*s, energy.Failsafe, capped(3000), step{h, beat}, step{h, tell(active(3000))})
}

func TestFault085_LimitsMeanWhatTheySay(t *testing.T) {
	const s, m, h = time.Second, time.Minute, time.Hour
	f := func(d safety.Dim, after time.Duration, want safety.Cap) {
		t.Helper()
		o := played(t, step{0, beat}, step{0, tell(d)}, step{0, alive(after)})
		require.Equal(t, want, o.Cap(&operated, safety.Importing, start.Add(after)))
	}
	none := safety.Cap{}
	f(active(5000), 10*s, capped(5000)) // evcc 32492 dropped it after 10 s
	f(active(5000), 48*h, capped(5000))
	f(timed(5000, h), h-s, capped(5000))
	f(timed(5000, h), h, none)
	f(active(0), m, capped(0))
	f(active(1e12), m, capped(1e12)) // above what was agreed it changes nothing
	f(safety.Dim{Power: -1}, m, none)
	r := func(from safety.Guard, d safety.Direction, dim safety.Dim, says string) {
		t.Helper()
		before := played(t, step{0, beat}, step{0, tell(active(3000))})
		after, why := before.Tell(&operated, from, d, dim, start.Add(s))
		require.Contains(t, why, says)
		require.Equal(t, before, after)
	}
	const in = safety.Importing
	r(box, in, active(-1), "not negative") // evcc 25545 took it
	r(box, in, active(energy.Watts(math.NaN())), "finite")
	r(box, in, active(energy.Watts(math.Inf(1))), "finite")
	r(box, in, timed(1000, 0), "duration")
	r(box, in, timed(1000, -m), "duration")
	r("other", in, active(1000), "box named")
	r(box, 2, active(1000), "direction")
	_, why := safety.Operator{}.Tell(&operated, box, in, active(9000), start)
	require.Contains(t, why, "heartbeat")
	half := safety.Operated{Guard: box, Failsafe: [2]safety.Cap{capped(4200), {}}}
	o, why := safety.Operator{}.Beat(&half, box, start).Tell(&half, box, safety.Exporting, active(0), start)
	require.Contains(t, why, "failsafe")
	require.Equal(t, none, o.Cap(&half, safety.Exporting, start))
	require.Equal(t, energy.Autonomous, o.Phase(&half, safety.Exporting, start))
	require.Equal(t, none, o.Cap(&half, 7, start))
}

// evcc 31561 took the heartbeat of another device for the box's.
func TestFault084_AnotherDevicesHeartbeatIsNone(t *testing.T) {
	o := played(t, step{0, beat}, step{0, tell(safety.Dim{})})
	for at := time.Duration(0); at < time.Hour; at += time.Minute {
		o = o.Beat(&operated, "heat pump", start.Add(at))
	}
	require.Equal(t, capped(4200), o.Cap(&operated, safety.Importing, start.Add(time.Hour)))
}

// The directions are apart: a limit for one does not end the other's failsafe.
func TestFault084_EachDirectionLeavesByItsOwnLimit(t *testing.T) {
	o := played(t, step{0, beat}, step{0, tell(safety.Dim{})})
	require.Equal(t, safety.Cap{}, o.Cap(&operated, safety.Importing, start))
	require.Equal(t, capped(1000), o.Cap(&operated, safety.Exporting, start))
}

// From its last word on, whatever it was, a silent box never makes the home
// freer, but for a limit that ends by its own duration; and from Silence on
// the home is at its failsafe limit or below.
func TestFault084_SilenceNeverFrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o, now := safety.Operator{}, start
		for range rapid.IntRange(0, 12).Draw(t, "words") {
			now = now.Add(drawSeconds(t, "passed", 0, 200))
			if rapid.Bool().Draw(t, "beat") {
				o = beat(t, o, now)
				continue
			}
			dim := safety.Dim{Active: rapid.Bool().Draw(t, "active"), Power: energy.Watts(rapid.IntRange(-1, 9000).Draw(t, "power")),
				Timed: rapid.Bool().Draw(t, "timed"), Lasts: drawSeconds(t, "lasts", 0, 600)}
			o, _ = o.Tell(&operated, box, safety.Importing, dim, now)
		}
		cap := func(after time.Duration) energy.Watts {
			c := o.Cap(&operated, safety.Importing, now.Add(after))
			if !c.Limited {
				return energy.Watts(math.Inf(1))
			}
			return c.Power
		}
		most := cap(0)
		for after := time.Duration(0); after < 4*time.Hour; after += 30 * time.Second {
			c := cap(after)
			if c > most {
				require.True(t, c == 4200 || after < safety.Silence, "from %v to %v after %v", most, c, after)
			}
			if after >= safety.Silence {
				require.LessOrEqual(t, c, energy.Watts(4200))
			}
			most = c
		}
	})
}

// A restart lifts no limit: one below the failsafe limit goes on, for as long as
// it was said to, and the failsafe limit holds beside it until the box speaks.
func TestFault084_RestartsLiftNoLimit(t *testing.T) {
	c := safety.Operated{Guard: "box", Failsafe: [2]safety.Cap{capped(4200), capped(3000)}}
	const in = safety.Importing
	f := func(dim safety.Dim, off time.Duration, want safety.Cap) {
		t.Helper()
		o := safety.Operator{}.Beat(&c, "box", start)
		o, refused := o.Tell(&c, "box", in, dim, start)
		require.Empty(t, refused)
		b, err := o.MarshalBinary()
		require.NoError(t, err)
		var later safety.Operator
		require.NoError(t, later.UnmarshalBinary(b))
		require.Equal(t, o.Kept(), later)
		now := start.Add(off)
		require.Equal(t, want, later.Cap(&c, in, now))
		require.Equal(t, energy.Failsafe, later.Phase(&c, in, now))
		later = later.Beat(&c, "box", now)
		require.Equal(t, energy.Failsafe, later.Phase(&c, in, now), "a heartbeat is no limit")
		require.Equal(t, want, later.Cap(&c, in, now))
		later, refused = later.Tell(&c, "box", in, safety.Dim{}, now)
		require.Empty(t, refused)
		require.Equal(t, energy.Controlled, later.Phase(&c, in, now))
	}
	f(safety.Dim{}, time.Minute, capped(4200))
	f(safety.Dim{Active: true}, time.Minute, capped(0))
	f(safety.Dim{Active: true, Power: 1000}, 48*time.Hour, capped(1000))
	f(safety.Dim{Active: true, Power: 6000}, time.Minute, capped(4200))
	f(safety.Dim{Active: true, Power: 1000, Timed: true, Lasts: time.Hour}, 59*time.Minute, capped(1000))
	f(safety.Dim{Active: true, Power: 1000, Timed: true, Lasts: time.Hour}, 60*time.Minute, capped(4200))
	f(safety.Dim{Active: true, Power: 1000, Timed: true, Lasts: time.Hour}, -24*time.Hour, capped(1000))
}

func FuzzOperatorRecord(f *testing.F) {
	good, _ := safety.Operator{}.MarshalBinary()
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		var o, same safety.Operator
		if o.UnmarshalBinary(b) != nil {
			require.Equal(t, capped(0), o.Cap(&safety.Operated{}, safety.Exporting, start))
			return
		}
		again, err := o.MarshalBinary()
		require.NoError(t, err)
		require.NoError(t, same.UnmarshalBinary(again))
		require.Equal(t, o, same)
	})
}
