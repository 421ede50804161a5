package estimate

import (
	"math"
	"slices"
)

// recent are the last rehearsals of one age and bin. Their quantiles are those that
// hold, whatever the law of the errors: where errors come in any order, one in a
// hundred is beyond the 99 % (conformal prediction, Vovk, Gammerman and Shafer
// 2005).
type recent struct {
	then, now []float32
	next      int
	unread    int
}

const (
	mostRecent = 2048
	fewest     = 40 // below which the prior stands
)

func (r *recent) push(then, now float32) {
	r.unread++
	if len(r.now) < mostRecent {
		r.then, r.now = append(r.then, then), append(r.now, now)
		return
	}
	r.then[r.next], r.now[r.next] = then, now
	r.next = (r.next + 1) % mostRecent
}

// settle brings the quantiles up to date where a quarter of the rehearsals is new. They
// are of now less hold*then, where hold is that of 0, 1/2 and 1 which leaves the
// least absolute error: what mostly stays as it was is expected to stay, though its
// mean does not.
func (r *recent) settle(e *errors, s *sorter) {
	if len(r.now) < fewest || r.unread*4 < len(r.now) {
		return
	}
	r.unread = 0
	least := math.Inf(1)
	left := make([]float32, len(r.now))
	for _, h := range []float32{0, 0.5, 1} {
		for i, x := range r.now {
			left[i] = x - h*r.then[i]
		}
		s.sort(left)
		if d := deviation(left); d < least {
			least, e.hold = d, float64(h)
			e.quantile = quantiles(left, &e.rank)
		}
	}
}

// deviation is the mean distance from the middle.
func deviation(sorted []float32) float64 {
	middle, sum := sorted[len(sorted)/2], 0.0
	for _, x := range sorted {
		sum += math.Abs(float64(x - middle))
	}
	return sum / float64(len(sorted))
}

// quantiles takes rank p(n+1), of which the next error is below with probability p.
func quantiles(sorted []float32, ranks *[numLevels]float64) (out [numLevels]float64) {
	n := len(sorted)
	for i, p := range ranks {
		x := p*float64(n+1) - 1
		j := min(max(int(math.Floor(x)), 0), n-2)
		w := min(max(x-float64(j), 0), 1)
		out[i] = float64(sorted[j])*(1-w) + float64(sorted[j+1])*w
	}
	slices.Sort(out[:])
	return out
}
