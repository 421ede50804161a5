package control_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var (
	armable     = energy.Armable{Nominal: 50, Power: 5000, Longest: 4*time.Hour + 30*time.Minute, Full: 0.2}
	containment = energy.Curve{{Away: 0.015}, {Away: 0.2, Share: 0.05}, {Away: 0.5, Share: 1}}
)

func armFor(id uint64) energy.Arm {
	return energy.Arm{ID: id, Site: "home", Boot: 3, Lasts: 4 * time.Hour, Nominal: 50, Curve: containment, Up: 4000, Down: 2000}
}

func armedDesk(t require.TestingT, c control.Config) *control.Desk {
	c.Site, c.Boot, c.Armable = "home", 3, armable
	d := control.NewDesk(c)
	require.NoError(t, d.Arm(armFor(10), start))
	return d
}

// at is a home whose battery does nothing, at that frequency.
func at(hertz energy.Hertz, now time.Time) energy.Snapshot {
	return energy.Snapshot{At: now, Frequency: energy.Read(hertz, now), Battery: energy.Read[energy.Watts](0, now), SoC: energy.Read[energy.Ratio](0.5, now)}
}

func TestArmsBeyondWhatWasAgreedAreRefused(t *testing.T) {
	d := armedDesk(t, control.Config{})
	refused := uint64(0)
	f := func(kind fault.Kind, why string, change func(*energy.Arm)) {
		t.Helper()
		a := armFor(11)
		change(&a)
		err := d.Arm(a, start)
		require.Equal(t, kind, fault.KindOf(err), "%v", err)
		require.ErrorContains(t, err, why)
		refused++
		require.Equal(t, control.Counts{Armed: 1, ArmsRefused: refused}, d.Counts())
		require.Equal(t, uint64(10), d.Decide(at(50, start), start).Arm, "what is in force stays")
	}
	f(fault.Conflict, "site", func(a *energy.Arm) { a.Site = "x" })
	f(fault.Conflict, "this is boot 3; use an id above 10", func(a *energy.Arm) { a.Boot = 2 })
	f(fault.Stale, "use an id above 10", func(a *energy.Arm) { a.ID = 10 })
	f(fault.Stale, "not newer", func(a *energy.Arm) { a.ID = 0 })
	f(fault.Invalid, "lasts", func(a *energy.Arm) { a.Lasts = -1 })
	f(fault.Unsafe, "arm_too_long", func(a *energy.Arm) { a.Lasts = armable.Longest + 1 })
	f(fault.Unsafe, "arm_too_strong", func(a *energy.Arm) { a.Up = 5001 })
	f(fault.Unsafe, "arm_too_strong", func(a *energy.Arm) { a.Down = energy.Watts(math.Inf(1)) })
	f(fault.Unsafe, "arm_too_steep", func(a *energy.Arm) { a.Curve, a.Up = energy.Curve{{Away: 0.01, Share: 0.07}}, 4000 })
	f(fault.Unsafe, "arm_too_steep", func(a *energy.Arm) { a.Curve, a.Up = energy.Curve{{}, {Away: 0.1, Share: 1}}, 2501 })
	f(fault.Unsafe, "grid of 50 Hz", func(a *energy.Arm) { a.Nominal = 60 })
	f(fault.Invalid, "corners", func(a *energy.Arm) { a.Curve = nil })
	f(fault.Invalid, "magnitudes", func(a *energy.Arm) { a.Up = energy.Watts(math.NaN()) })
	a := armFor(1)
	plain := control.NewDesk(control.Config{Site: "home", Boot: 3, Droop: control.FCR(1000)})
	require.Equal(t, fault.Unsupported, fault.KindOf(plain.Arm(a, start)))
	a.Lasts = 0
	require.NoError(t, plain.Arm(a, start), "there is nothing to end")
}

func TestANewerArmReplacesAndOneThatLastsNothingDisarms(t *testing.T) {
	d := armedDesk(t, control.Config{})
	f := func(id uint64, want energy.Want) {
		t.Helper()
		out := d.Decide(at(49.5, start), start)
		require.Equal(t, id, out.Arm)
		require.Equal(t, want, out.Wants[energy.Frequency])
	}
	f(10, energy.WantPower(4000))
	next := armFor(11)
	next.Up = 1000
	require.NoError(t, d.Arm(next, start))
	f(11, energy.WantPower(1000))
	require.Equal(t, fault.Stale, fault.KindOf(d.Arm(armFor(10), start)), "a replay")
	f(11, energy.WantPower(1000))
	require.NoError(t, d.Arm(energy.Arm{ID: 12, Site: "home", Boot: 3}, start))
	f(0, energy.Want{})
	require.Equal(t, fault.Stale, fault.KindOf(d.Arm(next, start)), "it cannot come back")
}

func TestRow28_AnArmEndsAlone(t *testing.T) {
	d := armedDesk(t, control.Config{})
	f := func(after time.Duration, id uint64, left time.Duration) {
		t.Helper()
		now := start.Add(after)
		out := d.Decide(at(49.5, now), now)
		require.Equal(t, id, out.Arm)
		require.Equal(t, left, out.ArmLeft)
		_, responds := out.Wants[energy.Frequency].Power()
		require.Equal(t, id != 0, responds)
	}
	f(0, 10, 4*time.Hour)
	f(4*time.Hour-time.Nanosecond, 10, time.Nanosecond)
	f(4*time.Hour, 0, 0)
	f(time.Hour, 10, 3*time.Hour)
	f(100*time.Hour, 0, 0)
}

// Of what was agreed and what is armed the stronger answers, never both: what is sold
// does not weaken the grid code, and no reaction counts twice.
func TestTheStrongerOfTwoDroopsAnswers(t *testing.T) {
	d := armedDesk(t, control.Config{Droop: control.IEEE1547(50, 5000)})
	f := func(hertz energy.Hertz, want energy.Watts) {
		t.Helper()
		p, ok := d.Decide(at(hertz, start), start).Wants[energy.Frequency].Power()
		require.True(t, ok)
		require.InDelta(t, float64(want), float64(p), 1e-6)
	}
	f(49.95, 0.05*(0.05-0.015)/0.185*4000) // the arm, above the code's 28 W
	f(49.8, 5000*(0.2-0.036)/2.5)          // the code, 328 W, above the arm's 200 W
	f(49.5, 4000)                          // the arm, above the code's 928 W
	f(52, -5000*(2-0.036)/2.5)             // the code, above the arm's 2 kW
	f(50.5, -2000)
}

// The response is more of what would be done without it, and the owner stands above.
func TestTheOwnerStandsAboveAnArm(t *testing.T) {
	f := func(set func(*control.Desk), soc energy.Ratio, hertz energy.Hertz, layer energy.Layer, want energy.Watts) {
		t.Helper()
		d := armedDesk(t, control.Config{MaxLease: time.Hour, Gain: 0.5})
		require.NoError(t, d.Accept(energy.Order{ID: 1, Site: "home", Boot: 3, Lease: time.Hour, Share: energy.Participation{Base: 500, Bounds: energy.Unbounded()}}, start))
		set(d)
		snap := at(hertz, start)
		snap.SoC, snap.Grid = energy.Read(soc, start), energy.Read[energy.Watts](0, start)
		out := d.Decide(snap, start)
		require.Equal(t, layer, out.Layer)
		p, ok := out.Wants[out.Layer].Power()
		require.True(t, ok)
		require.Equal(t, want, p)
	}
	nothing := func(*control.Desk) {}
	f(nothing, 0.5, 50, energy.Dispatch, 500)
	f(nothing, 0.5, 49.5, energy.Frequency, 4500)
	f(nothing, 0.5, 50.5, energy.Frequency, -1500)
	reserve := func(d *control.Desk) { require.NoError(t, d.Reserve(0.3)) }
	f(reserve, 0.3, 49.5, energy.Owner, 0)
	f(reserve, 0.5, 49.5, energy.Frequency, 4500)
	f(reserve, 0.3, 50.5, energy.Frequency, -1500)
	f(func(d *control.Desk) { d.Pause(time.Time{}) }, 0.5, 49.5, energy.Owner, 0)
}

// A home that is armed in one direction is on its own in the other.
func TestAnArmInOneDirectionLeavesTheOther(t *testing.T) {
	d := armedDesk(t, control.Config{})
	low := armFor(11)
	low.Down = 0
	require.NoError(t, d.Arm(low, start))
	f := func(hertz energy.Hertz, layer energy.Layer) {
		t.Helper()
		require.Equal(t, layer, d.Decide(at(hertz, start), start).Layer)
	}
	f(49.5, energy.Frequency)
	f(50.5, energy.NoWish)
	f(49.99, energy.NoWish)
}

func anyArm(t *rapid.T, id uint64) energy.Arm {
	wild := func(name string) float64 {
		return rapid.SampledFrom([]float64{0, 1, 4999, 5000, 5001, -1, math.NaN(), math.Inf(1), rapid.Float64Range(0, 6000).Draw(t, name)}).Draw(t, name)
	}
	a := energy.Arm{ID: id, Site: "home", Boot: 3, Nominal: rapid.SampledFrom([]energy.Hertz{50, 50, 50, 60, 0}).Draw(t, "nominal"), Up: energy.Watts(wild("up")), Down: energy.Watts(wild("down"))}
	a.Lasts = time.Duration(rapid.Int64Range(-1, int64(6*time.Hour)).Draw(t, "lasts"))
	for range rapid.IntRange(0, energy.MaxCorners+1).Draw(t, "corners") {
		a.Curve = append(a.Curve, energy.Corner{Away: energy.Hertz(rapid.Float64Range(0, 2).Draw(t, "away")), Share: energy.Ratio(rapid.Float64Range(0, 1.1).Draw(t, "share"))})
	}
	if len(a.Curve) > 1 && rapid.Bool().Draw(t, "sound") {
		a.Curve = energy.Curve{{Away: a.Curve[0].Away}, {Away: a.Curve[0].Away + 0.1, Share: min(1, a.Curve[1].Share)}}
	}
	return a
}

// Whatever is pushed, the response is within what was agreed, against the deviation,
// and over when the newest arm taken has ended.
func TestWhateverIsArmedStaysWithinWhatWasAgreed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := control.NewDesk(control.Config{Site: "home", Boot: 3, Armable: armable})
		now, ends := start, start
		for id := range rapid.Uint64Range(1, 20).Draw(t, "arms") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "later")))
			a := anyArm(t, id)
			if d.Arm(a, now) == nil {
				require.True(t, a.Lasts == 0 || max(a.Up, a.Down) <= armable.Power)
				ends = now.Add(a.Lasts)
			}
			hertz := 50 + energy.Hertz(rapid.Float64Range(-3, 3).Draw(t, "off"))
			out := d.Decide(at(hertz, now), now)
			require.Equal(t, now.Before(ends), out.Arm != 0)
			if p, ok := out.Wants[energy.Frequency].Power(); ok {
				require.NotZero(t, out.Arm)
				require.LessOrEqual(t, p.Abs(), armable.Power)
				require.LessOrEqual(t, float64(p)*float64(hertz-50), 0.0)
			}
		}
		require.LessOrEqual(t, ends.Sub(now), armable.Longest)
		after := d.Decide(at(47.5, ends), ends)
		require.Zero(t, after.Arm)
		require.Equal(t, energy.NoWish, after.Layer)
	})
}

// TestRow49_AnArmedHomeAnswersARecordedEventWithinOneTick replays a recorded dip, stretched
// to 49.61 Hz, past a home whose meter is late and whose cloud is away: each wish is the
// home's own balance plus the curve, within 2 %.
func TestRow49_AnArmedHomeAnswersARecordedEventWithinOneTick(t *testing.T) {
	rows := recording(t, "frequency_voltage_gmlc", "event_30hz.csv.gz")
	d := armedDesk(t, control.Config{Gain: 0.5})
	h := newHouse(d)
	h.tick, h.late, h.load, h.hertz = 200*time.Millisecond, 3*time.Second, -700, 50
	h.run(5*time.Minute, nil)
	answered := 0
	for i := 1; i < len(rows); i += 6 {
		h.hertz = 50 + (energy.Hertz(field(t, rows[i][3]))-60)*0.39/0.23
		h.run(h.tick, nil)
		want, up := containment.Share(max(h.hertz-50, 50-h.hertz)), energy.Watts(4000)
		if h.hertz > 50 {
			up = -2000
		}
		if p, ok := h.decision.Wants[energy.Frequency].Power(); ok {
			require.InDelta(t, float64(700+energy.Watts(want)*up), float64(p), 0.02*4000)
			answered++
		} else {
			require.Zero(t, want)
		}
	}
	require.Greater(t, answered, 50)
}

// TestAnArmedHomeFollowsItsLoad: a frequency that wanders as it does every day is answered
// all the time, and the home's load is followed all the same, though the meter is late;
// neither is taken for the other.
func TestAnArmedHomeFollowsItsLoad(t *testing.T) {
	d := armedDesk(t, control.Config{Gain: 0.5})
	everyDay := armFor(11)
	everyDay.Curve, everyDay.Down = energy.Curve{{}, {Away: 0.2, Share: 1}}, 4000
	require.NoError(t, d.Arm(everyDay, start))
	h := newHouse(d)
	h.late, h.load, h.capacity = 4*time.Second, -700, 1e6
	random, off := rand.New(rand.NewPCG(3, 4)), 0.0
	wanders := func() { // as hil/plant's does, and told in steps of 10 mHz
		off += -off/300 + 0.0225*math.Sqrt(2.0/300)*random.NormFloat64()
		h.hertz = 50 + energy.Hertz(math.Round(off*100)/100)
	}
	answered, ticks, missed := 0, 0, 0.0
	h.run(10*time.Minute, wanders)
	for range 60 {
		h.load = energy.Watts(-200 - 2300*random.Float64())
		h.run(30*time.Second, wanders) // in which the meter shows it, and the home comes there
		h.run(90*time.Second, func() {
			wanders()
			own, _ := h.decision.Wants[energy.SelfConsumption].Power()
			missed += math.Abs(float64(own + h.load))
			if ticks++; h.decision.Layer == energy.Frequency {
				answered++
			}
		})
	}
	require.Greater(t, answered, ticks/3)
	require.Less(t, missed/float64(ticks), 0.02*4000)
}
