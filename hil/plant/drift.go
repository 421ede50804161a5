package plant

import (
	"math"
	"time"
)

// turn is by how much each wave turns in one step: the same for all homes.
type turn struct {
	dt   time.Duration
	real [cloudWaves]float64
	imag [cloudWaves]float64
}

// drift is the waves at one place, turned from step to step instead of being
// computed anew, which costs a tenth. They are computed anew after a pause and
// every now and then, so that rounding does not add up.
type drift struct {
	at    time.Duration
	turns int
	real  [cloudWaves]float64
	imag  [cloudWaves]float64
}

const freshEvery = 512

// field is sum over the cloud waves at a place, for steps in order.
func (c *clouds) field(d *drift, x, y Metres, elapsed, dt time.Duration) float64 {
	if d.turns == 0 || d.turns >= freshEvery || d.at+dt != elapsed || dt <= 0 {
		c.fresh(d, x, y, elapsed)
	} else {
		c.rotate(d, dt)
	}
	d.at = elapsed
	d.turns++
	var total float64
	for _, v := range d.real {
		total += v
	}
	return total * math.Sqrt(2.0/cloudWaves)
}

func (c *clouds) fresh(d *drift, x, y Metres, elapsed time.Duration) {
	d.turns = 0
	for i := range c.waves {
		w := &c.waves[i]
		d.imag[i], d.real[i] = math.Sincos(w.kx*float64(x) + w.ky*float64(y) + w.omega*elapsed.Seconds() + w.phase)
	}
}

func (c *clouds) rotate(d *drift, dt time.Duration) {
	t := &c.turn
	if t.dt != dt {
		t.dt = dt
		for i := range c.waves {
			t.imag[i], t.real[i] = math.Sincos(c.waves[i].omega * dt.Seconds())
		}
	}
	for i := range d.real {
		a, b := d.real[i], d.imag[i]
		d.real[i] = a*t.real[i] - b*t.imag[i]
		d.imag[i] = a*t.imag[i] + b*t.real[i]
	}
}
