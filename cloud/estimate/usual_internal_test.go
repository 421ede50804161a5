package estimate

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAClearDayIsLearnedAsItIs of ten days without a cloud, told every ten minutes: in
// the morning and the evening as at noon, and dark when the sun is down.
func TestAClearDayIsLearnedAsItIs(t *testing.T) {
	const step = 600 * tick
	sun := func(hour float64) float32 { return float32(max(0, 3000*math.Cos(2*math.Pi*(hour-11)/24))) }
	a := teller{habits: &habits{}}
	for h := range a.habits.usual {
		a.habits.usual[h] = common(float64(h) + 0.5)
	}
	for at := range uint32(10 * 144) {
		c := clockAt(at * step)
		a.clocks = &clocks{civil: c, solar: c, bend: 1}
		a.usual = a.habits.usualAt(a.clocks)
		a.visit(step)
		v := sun(float64(at%144) / 6)
		d, down := v-a.usual.pv, a.down(v)
		a.each(&c, func(u *usual, w float32) { u.learnPV(d, w, down) })
	}
	f := func(hour, within float64) {
		t.Helper()
		c := clockAt(uint32(hour * 3600 * tick))
		require.InDelta(t, sun(hour), a.habits.usualAt(&clocks{civil: c, solar: c, bend: 1}).pv, within)
	}
	f(6, 150)
	f(7.5, 100)
	f(9, 100)
	f(11, 100)
	f(13, 100)
	f(14.5, 100)
	f(16, 150)
	f(19, 20)
	f(1, 20)
}
