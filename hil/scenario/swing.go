package scenario

import "time"

// sample is a number at an instant.
type sample struct {
	at    time.Duration
	value float64
}

// drift is how far a number moves within a minute. The zero drift has seen
// nothing.
type drift struct {
	low, high []sample // of the last minute: what may still be least, or most
	now       time.Duration
	most      float64
}

// driftSpan is the time within which it is looked at.
const driftSpan = time.Minute

func (d *drift) step(v float64, dt time.Duration) {
	d.now += dt
	d.low = d.push(d.low, v, func(old float64) bool { return old >= v })
	d.high = d.push(d.high, v, func(old float64) bool { return old <= v })
	d.most = max(d.most, d.high[0].value-d.low[0].value)
}

// push adds v to a queue of the extremes, and drops what is too old or beaten.
func (d *drift) push(queue []sample, v float64, beaten func(old float64) bool) []sample {
	for len(queue) > 0 && beaten(queue[len(queue)-1].value) {
		queue = queue[:len(queue)-1]
	}
	queue = append(queue, sample{d.now, v})
	for queue[0].at < d.now-driftSpan {
		queue = queue[1:]
	}
	return queue
}
