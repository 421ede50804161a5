package follow_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/follow"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// crowd returns a home among nine that follow, so that it is one of few.
func crowd(h *battery) *trial {
	homes := []*battery{h}
	for range 9 {
		homes = append(homes, honest())
	}
	return newTrial(1, homes...)
}

// slowestShows is how long after a step of the level to 0.8 even the slowest home
// that follows (4 s, then a lag of 5 s, 90 % of 2500 W) is further from where it was
// than four deviations of 65 W: 4 + 5*ln(1/(1-260/1800)) = 4.8 s.
const slowestShows = 5

// TestWhoDoesNotFollowIsFoundInThreeSamples: in service at rest, then a step. Three
// samples after even the slowest home would have shown it, the home is out.
func TestWhoDoesNotFollowIsFoundInThreeSamples(t *testing.T) {
	f := func(name string, kind follow.Kind, change func(*battery)) {
		t.Helper()
		for _, age := range []time.Duration{0, time.Second, 3 * time.Second, 5 * time.Second} {
			h := honest()
			change(h)
			h.age = age
			c := crowd(h)
			_, early := c.found(0, repeat(0, 40)...)
			require.False(t, early, "%s at rest", name)
			after, ok := c.found(0, repeat(0.8, 30)...)
			require.True(t, ok, "%s, read %v late", name, age)
			require.LessOrEqual(t, after, slowestShows+int(age/time.Second)+3, "%s, read %v late", name, age)
			require.Equal(t, kind, c.verdict[0].Kind, "%s, read %v late", name, age)
			for i := range c.homes[1:] {
				require.Equal(t, energy.Ratio(1), c.verdict[1+i].Weight)
			}
		}
	}
	f("ignores", follow.Ignores, func(h *battery) { h.ignores = true })
	f("reversed", follow.Reversed, func(h *battery) { h.gain = -1 })
	f("slow", follow.Slow, func(h *battery) { h.tau = 60 })
	f("stuck at a little", follow.Ignores, func(h *battery) { h.gain = 0.02 })
}

// TestWhoStopsShortIsFound: what it does is so near to what was asked that even the
// slowest home has to be past it first: 4 + 5*ln(1/(1-(1000+260)/1800)) = 10 s.
func TestWhoStopsShortIsFound(t *testing.T) {
	h := honest()
	h.most = 1000
	c := crowd(h)
	c.found(0, repeat(0, 40)...)
	after, ok := c.found(0, repeat(0.8, 30)...)
	require.True(t, ok)
	require.LessOrEqual(t, after, 11+1+3)
	require.Equal(t, follow.Saturated, c.verdict[0].Kind)
}

func TestWhoIsNotReadIsSilent(t *testing.T) {
	h := honest()
	h.mute = func(second int) bool { return second >= 40 }
	c := crowd(h)
	_, early := c.found(0, repeat(0.5, 40)...)
	require.False(t, early)
	after, ok := c.found(0, repeat(0.5, 20)...)
	require.True(t, ok)
	require.Equal(t, follow.Silent, c.verdict[0].Kind)
	require.LessOrEqual(t, after, 8+1, "8 s after it was read last")
}

// TestWhoSaysItIsLimitedIsGrantedWhatItCan: it is not left out, and what it may be
// granted follows what it does; without its limit it is as before.
func TestWhoSaysItIsLimitedIsGrantedWhatItCan(t *testing.T) {
	h := honest()
	h.most, h.limited = 800, true
	c := crowd(h)
	for _, level := range append(repeat(0, 40), repeat(0.9, 60)...) {
		c.run(level)
		require.Equal(t, energy.Ratio(1), c.verdict[0].Weight)
	}
	require.InDelta(t, 800, float64(c.verdict[0].Up), 60)
	require.True(t, math.IsInf(float64(c.verdict[0].Down), 1), "nothing was seen of the other direction")
	h.most, h.limited = math.Inf(1), false
	for range 120 {
		c.run(0.9)
	}
	require.True(t, math.IsInf(float64(c.verdict[0].Up), 1))
}

// TestWhatIsDoneOnTheWayIsNoLimit: a home that is slow and says so is granted no less
// for what it did while it moved.
func TestWhatIsDoneOnTheWayIsNoLimit(t *testing.T) {
	h := honest()
	h.tau, h.limited = 15, true
	c := crowd(h)
	for _, level := range append(repeat(0, 40), repeat(0.8, 60)...) {
		c.run(level)
		require.GreaterOrEqual(t, c.verdict[0].Up, energy.Watts(1000))
	}
}

// TestPausesDoubleAndAGoodProbeRestores tells the story of one home: found, probed,
// found again, and back when it follows.
func TestPausesDoubleAndAGoodProbeRestores(t *testing.T) {
	h := honest()
	h.ignores = true
	c := crowd(h)
	level := func() float64 { return 0.9 * float64(1-2*(c.second/40%2)) }
	next := func(weight energy.Ratio) (seconds int) {
		t.Helper()
		for c.verdict[0].Weight != weight {
			c.run(level())
			seconds++
			require.Less(t, seconds, 400)
		}
		return seconds
	}
	next(0)
	for pause := 30; pause < 200; pause *= 2 {
		got := next(0.2)
		require.GreaterOrEqual(t, got, pause)
		require.LessOrEqual(t, got, pause+pause/4+1)
		require.Less(t, next(0), 60, "the probe shows it")
	}
	h.ignores = false
	next(0.2)
	require.Less(t, next(1), 90)
	require.Equal(t, follow.Follows, c.verdict[0].Kind)
}

// TestWhoFollowsIsLeftAlone: whatever its speed inside of what was measured, its own
// power before, the age of its readings, what is broadcast and how its share changes.
func TestWhoFollowsIsLeftAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := honest()
		h.dead = time.Duration(rapid.IntRange(3, 40).Draw(t, "dead")) * 100 * time.Millisecond
		h.tau = rapid.Float64Range(0, 4.7).Draw(t, "tau")
		h.gain = rapid.Float64Range(0.92, 1.08).Draw(t, "gain")
		h.own = rapid.Float64Range(-5000, 5000).Draw(t, "own")
		h.age = time.Duration(rapid.IntRange(0, 50).Draw(t, "age")) * 100 * time.Millisecond
		h.noise = 30
		c := newTrial(rapid.Uint64().Draw(t, "seed"), h, honest(), honest())
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "levels"), 1))
		level, every, share := 0.0, rapid.IntRange(1, 30).Draw(t, "every"), c.share.SlopeUp
		for s := range 120 {
			if s%every == 0 {
				level = 2*r.Float64() - 1
			}
			if s%7 == 6 {
				share = min(max(share*energy.Watts(0.8+0.45*r.Float64()), 250), 5000)
				c.share = slopes(share)
			}
			c.run(level)
			require.Equal(t, follow.Follows, c.verdict[0].Kind, "second %d", s)
		}
	})
}

// TestNoiseFindsNobody: 400 homes for 10 min with noise as wide as is allowed for.
// At four deviations one sample of 16 000 is outside, and three in a row never are.
func TestNoiseFindsNobody(t *testing.T) {
	var homes []*battery
	r := rand.New(rand.NewPCG(1, 9))
	for range 400 {
		h := honest()
		h.noise, h.tau, h.dead = 65, 4.5*r.Float64(), time.Duration(6+r.IntN(26))*100*time.Millisecond
		h.age = time.Duration(r.IntN(50)) * 100 * time.Millisecond
		homes = append(homes, h)
	}
	c := newTrial(2, homes...)
	for s := range 600 {
		c.run(math.Sin(float64(s) / 11))
		for i := range homes {
			require.Equal(t, follow.Follows, c.verdict[i].Kind, "home %d, second %d", i, s)
		}
	}
}

// TestFalseAlarmsAreAsStated: with noise at which a sample in 36 is outside, no more
// homes are found than 36 times the third power of that, and not far fewer.
func TestFalseAlarmsAreAsStated(t *testing.T) {
	const homes, seconds, outside = 200, 300, 0.0278 // at 2.2 standard deviations
	all := make([]*battery, homes)
	for i := range all {
		all[i] = honest()
		all[i].noise = 260 / 2.2
	}
	c := newTrial(3, all...)
	c.paused = true
	found, samples := 0, 0
	for range 40 + seconds {
		was := make([]follow.Verdict, homes)
		copy(was, c.verdict)
		c.run(0)
		for i, v := range c.verdict {
			if was[i].Weight == 1 && c.second > 40 {
				samples++
				if v.Weight == 0 {
					found++
				}
			}
		}
	}
	stated := 36 * outside * outside * outside * float64(samples)
	t.Logf("%d found of %d samples, stated at most %.0f", found, samples, stated)
	require.Less(t, float64(found), stated)
	require.Greater(t, float64(found), stated/5)
}

// TestNoMoreThanHalfAreLeftOut: where nearly all are outside, it is not they.
func TestNoMoreThanHalfAreLeftOut(t *testing.T) {
	homes := []*battery{honest(), honest()}
	for range 8 {
		h := honest()
		h.ignores = true
		homes = append(homes, h)
	}
	c := newTrial(1, homes...)
	for s := range 200 {
		c.run(0.8 * float64(1-2*(s/40%2)))
		out := 0
		for _, v := range c.verdict {
			if v.Weight < 1 {
				out++
			}
		}
		require.LessOrEqual(t, out, 5)
	}
}

// TestHomesKeepWhatIsKnownOfThem where others come and go.
func TestHomesKeepWhatIsKnownOfThem(t *testing.T) {
	h := honest()
	h.ignores = true
	c := crowd(h)
	_, ok := c.found(0, append(repeat(0, 20), repeat(0.8, 30)...)...)
	require.True(t, ok)
	c.judge.Seat([]int32{3, 0, -1})
	now := noon.Add(time.Duration(c.second) * time.Second)
	require.Equal(t, 3, c.judge.Homes())
	require.Equal(t, energy.Ratio(1), c.judge.Look(0, &follow.Look{}, now).Weight)
	require.Zero(t, c.judge.Look(1, &follow.Look{}, now).Weight)
	require.Equal(t, energy.Ratio(1), c.judge.Look(2, &follow.Look{}, now).Weight)
}

// TestATickAllocatesNothing.
func TestATickAllocatesNothing(t *testing.T) {
	c := crowd(honest())
	for range 20 {
		c.run(0.5)
	}
	second := c.second
	require.Zero(t, testing.AllocsPerRun(100, func() {
		second++
		now := noon.Add(time.Duration(second) * time.Second)
		for i := range c.homes {
			c.judge.Look(i, &follow.Look{Share: c.share, InForce: c.share, Read: true, Power: 1000, Most: 5000}, now)
		}
		c.judge.Said(0.5, now)
	}))
}

// TestNothingSaidOrSeenIsNoNumber: whatever is read, a weight is one of three.
func TestNothingSaidOrSeenIsNoNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var j follow.Judge
		j.Seat([]int32{-1, -1, -1})
		now := noon
		for range rapid.IntRange(1, 60).Draw(t, "ticks") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20_000).Draw(t, "ms")) * time.Millisecond)
			for i := range 3 {
				v := j.Look(i, &follow.Look{
					Share: slopes(energy.Watts(rapid.Float64Range(0, 1e5).Draw(t, "slope"))), InForce: slopes(energy.Watts(rapid.SampledFrom([]float64{0, 2500}).Draw(t, "in_force"))),
					Read: rapid.Bool().Draw(t, "read"), Power: energy.Watts(rapid.Float64().Draw(t, "power")), Most: 5000,
					Age: time.Duration(rapid.IntRange(0, 60_000).Draw(t, "age")) * time.Millisecond, Limited: rapid.Bool().Draw(t, "limited"),
				}, now)
				require.Contains(t, []energy.Ratio{0, 0.2, 1}, v.Weight)
				require.True(t, v.Up >= 0 && v.Down >= 0)
			}
			j.Said(rapid.Float64Range(-1, 1).Draw(t, "level"), now)
		}
	})
}

func BenchmarkLook(b *testing.B) {
	c := crowd(honest())
	for range 20 {
		c.run(0.5)
	}
	look, now, n := follow.Look{Share: c.share, InForce: c.share, Read: true, Power: 1000, Most: 5000}, noon.Add(time.Hour), 0
	for b.Loop() {
		if n++; n%10 == 0 {
			now = now.Add(time.Second)
			c.judge.Said(0.5, now)
		}
		c.judge.Look(n%10, &look, now)
	}
}
