package estimate

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// days of a sun that is up from rise to set, of which a home tells each minute that
// speaks lets it.
func sunDays(rise, set float64, days int, speaks func(minute int) bool) *sun {
	s := newSun()
	for minute := 1; minute < days*1440; minute++ {
		now := uint32(minute * 60 * tick)
		hour := float64(minute%1440) / 60
		up := math.Mod(hour-rise+24, 24) < math.Mod(set-rise+24, 24)
		if speaks(minute) {
			v := float32(0)
			if up {
				v = 100
			}
			s.tell(v, 5000)
		}
		c := clockAt(now)
		s.look(now, &c)
	}
	return &s
}

func TestTheEndsOfADayAreFoundByWhoTells(t *testing.T) {
	f := func(rise, set float64, speaks func(int) bool) {
		t.Helper()
		s := sunDays(rise, set, 3, speaks)
		require.InDelta(t, rise, s.rise, 0.05)
		require.InDelta(t, set, s.set, 0.05)
		c := clockAt(uint32(math.Mod(set+0.15+24, 24) * 3600 * tick))
		gives, _ := s.bend(&c)
		require.Zero(t, gives, "after the sun has set")
	}
	always := func(int) bool { return true }
	f(5.2, 18.9, always)
	f(20.4, 9.1, always) // a place whose clocks are far from its sun
	f(5.2, 18.9, func(minute int) bool {
		return minute%7 == 0 || minute%1440 > 300 && minute%1440 < 320 || minute%1440 > 1130 && minute%1440 < 1145
	})
}

func TestAnEndOfADayThatNobodySawIsNotLearned(t *testing.T) {
	s := sunDays(5.2, 18.9, 3, func(minute int) bool { return minute%1440 > 600 && minute%1440 < 900 })
	require.Negative(t, s.rise)
	require.Negative(t, s.set)
	c := clockAt(7 * 3600 * tick)
	gives, might := s.bend(&c)
	require.EqualValues(t, 1, gives)
	require.EqualValues(t, 1, might)
	require.Zero(t, s.falls(&c))
}

// TestPVThatIsHeldBackMovesNoSunset by more than a quarter of an hour.
func TestPVThatIsHeldBackMovesNoSunset(t *testing.T) {
	s := sunDays(5, 19, 3, func(int) bool { return true })
	held := *s
	held.see(100*24*3600*tick, 12, true)
	for m := range 90 {
		held.see(uint32(100*24*3600+m*60)*tick, 12+float32(m)/60, m == 0)
	}
	require.InDelta(t, s.set, held.set, 0.26)
	require.NotEqual(t, s.set, held.set)
}

// TestAClearSkyBetweenKnots is told by the sine of the sun's height within a few percent
// where the knots of its hours are right, and falls as that does.
func TestAClearSkyBetweenKnots(t *testing.T) {
	s := sunDays(5, 19, 3, func(int) bool { return true })
	h := &habits{}
	for i := range h.usual {
		h.usual[i].pv = 4000 * s.at(float32(i)+0.5)
	}
	for minute := 5*60 + 5; minute < 19*60-5; minute += 3 {
		now := uint32(minute * 60 * tick)
		c := clockAt(now)
		bend, reach := s.bend(&c)
		is := h.usualAt(&clocks{civil: c, solar: c, bend: bend, reach: reach}).pv
		require.InEpsilon(t, 4000*s.at(float32(minute)/60), is, 0.02)
		require.GreaterOrEqual(t, reach, bend)
		next := clockAt(now + 10*tick)
		later := 4000 * s.at(next.hour())
		require.InEpsilon(t, later, is*(1-10*tick*s.falls(&c)), 0.03)
	}
}

// TestASunThatRisesAtAKnotGivesNoMoreThanItCan: the line is next to nothing there.
func TestASunThatRisesAtAKnotGivesNoMoreThanItCan(t *testing.T) {
	s := newSun()
	s.rise, s.set = 5.5, 18.5
	s.rises()
	for now := range uint32(24 * 3600) {
		c := clockAt(now * tick)
		gives, might := s.bend(&c)
		require.LessOrEqual(t, gives, float32(steepest))
		require.LessOrEqual(t, might, float32(steepest))
		require.GreaterOrEqual(t, gives, float32(0))
	}
}
