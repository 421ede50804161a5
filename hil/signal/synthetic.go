package signal

import (
	"math"
	"math/rand/v2"
	"time"
)

const (
	cadence = 2 * time.Second
	samples = 6 * 1800 // 6 h
	warmUp  = 600      // samples until the filters have forgotten their start
	// spread is the standard deviation before clipping: it makes a normal
	// signal saturate a fifth of the time, as the recorded one does.
	spread = 0.80
	// The area control error as noise behind two lags; fitted to 6 h of the
	// recorded signal's mileage and autocorrelation.
	driftTau, inertiaTau = 42 * time.Second, 31 * time.Second
)

// Synthetic returns 6 h of a fast regulation signal (RegD) at 2 s. It is
// lowpass(x - lowpass(x, 120 s), 1 s) of a noise x in place of the area control
// error, normalised and clipped to -1..1, so that it asks for little net
// energy. The same seed gives the same signal.
func Synthetic(seed uint64) *Signal {
	r := rand.New(rand.NewPCG(seed, 1))
	drift, inertia := newLag(driftTau), newLag(inertiaTau)
	slow, fast := newLag(120*time.Second), newLag(time.Second)
	levels := make([]float64, 0, samples)
	for i := range samples + warmUp {
		x := inertia.step(drift.step(r.NormFloat64()))
		if y := fast.step(x - slow.step(x)); i >= warmUp {
			levels = append(levels, y)
		}
	}
	normalise(levels)
	return &Signal{step: cadence, levels: levels}
}

// lag is a first-order lowpass at the cadence.
type lag struct{ share, value float64 }

func newLag(tau time.Duration) *lag {
	return &lag{share: -math.Expm1(-cadence.Seconds() / tau.Seconds())}
}

func (l *lag) step(x float64) float64 {
	l.value += l.share * (x - l.value)
	return l.value
}

func normalise(levels []float64) {
	var mean, square float64
	for _, v := range levels {
		mean += v / float64(len(levels))
	}
	for _, v := range levels {
		square += (v - mean) * (v - mean) / float64(len(levels))
	}
	for i, v := range levels {
		levels[i] = min(max(spread*(v-mean)/math.Sqrt(square), -1), 1)
	}
}
