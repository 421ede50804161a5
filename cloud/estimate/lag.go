package estimate

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A battery that is told another power goes there with a lag of first order: the
// distance that is left falls as exp(-age/lag). Lags are counted in half octaves from
// a tenth of a second to 72 s.
const (
	numLags  = 20
	usualLag = 6.64 // steps: 1 s, where a home neither said nor showed another
	leastLag = 0.1
)

// lags are how much of the distance is left, by lag and ticks.
type lags [numLags][goesOn + 1]float32

func newLags() *lags {
	var l lags
	for k := range l {
		lag := leastLag * math.Exp2(float64(k)/2)
		for t := range l[k] {
			l[k][t] = float32(math.Exp(-float64(t) / tick / lag))
		}
	}
	return &l
}

// stepOf returns the step of a lag, in s.
func stepOf(lag float64) float32 {
	return float32(min(max(2*math.Log2(lag/leastLag), 0), numLags-1))
}

// followed learns the lag of a home whose order stands since it told last: of the
// distance before, in W, after is left by now. What is left of 2 % is noise.
func (h *habits) followed(before, after, elapsed float64) {
	left := after / before
	step := stepOf(-elapsed / math.Log(min(max(left, 0.02), 0.98)))
	if left < 0.02 && step > h.lag || left > 0.98 && step < h.lag {
		return
	}
	h.lag += 0.2 * (step - h.lag)
}

// tellOrder notes the order and how far the battery is from it. It is called before
// the report's battery power is taken.
func (h *home) tellOrder(now uint32, r *Report, habits *habits, elapsed uint32) {
	p, ok := r.Order.Power()
	battery, told := r.Snapshot.Battery.Value()
	before, target, stood := h.off, h.target, h.until > now
	h.until, h.off = 0, 0
	if !ok || r.Left <= 0 {
		return
	}
	h.target, h.until = float32(p), now+uint32(min(r.Left, 24*time.Hour)/(time.Second/tick))
	if r.Lag > 0 {
		habits.lag = stepOf(r.Lag.Seconds())
	}
	if told {
		h.off = float32(battery - energy.Envelope{Min: -energy.Watts(h.charge), Max: energy.Watts(h.discharge)}.Clamp(p))
	}
	far := before*before > 200*200 && before*before > 2e-3*h.discharge*h.discharge
	if stood && told && far && target == h.target && r.Lag == 0 {
		habits.followed(float64(before), float64(h.off), float64(elapsed)/tick)
	}
	h.lag = uint8(habits.lag + 0.5)
}
