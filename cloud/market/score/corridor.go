package score

import (
	"math"
	"time"
)

// corridor is what may be delivered at each sample, per unit: anything between
// the response that comes at once and the latest one, at any speed between. A
// response of speed s lets the part of a step that falls due between a and b come
// evenly from s*a to s*b after it, with s from 0 to 1; what it gives is a mean of
// what was asked in that window.
type corridor struct {
	asked  []float64
	sums   []float64 // of asked before each sample
	latest []Step
	every  time.Duration
	speeds int
}

// fewestSpeeds is how many speeds stand for all where samples are few.
const fewestSpeeds = 20

func newCorridor(asked []float64, latest []Step, every time.Duration) *corridor {
	c := &corridor{asked: asked, sums: make([]float64, len(asked)+1), latest: latest, every: every}
	for i, a := range asked {
		c.sums[i+1] = c.sums[i] + a
	}
	c.speeds = max(fewestSpeeds, int(math.Ceil(float64(latest[len(latest)-1].After)/float64(every))))
	return c
}

// at returns the least and the most for sample i.
func (c *corridor) at(i int) (low, high float64) {
	low, high = c.asked[i], c.asked[i]
	for s := 1; s <= c.speeds; s++ {
		v := c.slowed(i, float64(s)/float64(c.speeds))
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

// slowed is what the response of one speed gives at sample i.
func (c *corridor) slowed(i int, speed float64) float64 {
	v := 0.0
	for k := 1; k < len(c.latest); k++ {
		a, b := c.latest[k-1], c.latest[k]
		from, to := c.samples(i, b.After, speed), c.samples(i, a.After, speed)
		v += float64(b.Share-a.Share) * (c.before(to) - c.before(from)) / (to - from)
	}
	return v
}

// samples is where, in samples, the time that lies back stands, seen from i.
func (c *corridor) samples(i int, back time.Duration, speed float64) float64 {
	return float64(i) - speed*float64(back)/float64(c.every)
}

// before is the integral of what was asked up to x, in samples. Before the first
// sample the first one held.
func (c *corridor) before(x float64) float64 {
	if x <= 0 {
		return x * c.asked[0]
	}
	whole := int(x)
	if whole >= len(c.asked) {
		return c.sums[len(c.asked)]
	}
	return c.sums[whole] + (x-float64(whole))*c.asked[whole]
}
