package plant

import (
	"math"
	"math/rand/v2"
	"time"
)

// Fitted to two days of the Continental European grid, RTE 2016-03-01: standard
// deviation 21.5 mHz, autocorrelation 0.81 after 60 s and 0.70 after 120 s; the
// feeder to a day of 1 s voltage (1.2 %, 0.85 after 600 s).
const (
	nominalFrequency = 50
	nominalVoltage   = 230
	frequencySigma   = 0.0225
	frequencyTau     = 300 * time.Second
	feederSigma      = 2.6
	feederTau        = time.Hour
)

// wander is an Ornstein-Uhlenbeck process about 0, stepped exactly, so its
// spread does not depend on dt.
type wander struct {
	sigma float64
	tau   time.Duration
	value float64
	decay decay
}

func (w *wander) start(r *rand.Rand) { w.value = w.sigma * r.NormFloat64() }

func (w *wander) step(r *rand.Rand, dt time.Duration) {
	keep := 1 - w.decay.gone(dt, w.tau)
	w.value = keep*w.value + w.sigma*math.Sqrt(1-keep*keep)*r.NormFloat64()
}

// decay remembers the exponential of the last dt, for steps seldom change.
type decay struct {
	dt, tau time.Duration
	share   float64
}

// gone returns 1 - exp(-dt/tau): how much of a difference is gone after dt.
func (d *decay) gone(dt, tau time.Duration) float64 {
	if dt != d.dt || tau != d.tau {
		*d = decay{dt: dt, tau: tau, share: -math.Expm1(-float64(dt) / float64(max(tau, 1)))}
	}
	return d.share
}
