package measure

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
)

// source is one value: a point, or a sum of points over a number. It is told
// only where all of its points are, or some of them where the others are inputs
// that a device of this size does not have.
type source struct {
	plus, minus []register.Point
	over        float64 // 0 for 1
	some        bool
}

// Sources are where one value may be read from, best first. The first that the
// device implements counts. One whose block did not answer is not replaced by
// the next: two models may differ, and the step would look like something that
// happened in the home.
type Sources []source

// From returns those of the points that the device has, each as a source.
func From(points ...register.Point) Sources {
	var out Sources
	for _, p := range points {
		if p.Known() {
			out = append(out, source{plus: []register.Point{p}})
		}
	}
	return out
}

// Sum returns the one source that adds plus up and takes minus away, none where a
// point is missing.
func Sum(plus, minus []register.Point) Sources {
	all := append(slices.Clone(plus), minus...)
	if len(all) == 0 || slices.ContainsFunc(all, func(p register.Point) bool { return !p.Known() }) {
		return nil
	}
	return Sources{{plus: plus, minus: minus}}
}

// Mean returns the one source that is the mean of the points, none where one is
// missing.
func Mean(points []register.Point) Sources {
	out := Sum(points, nil)
	for i := range out {
		out[i].over = float64(len(points))
	}
	return out
}

// Inputs returns the one source that adds up those of the points that are told.
func Inputs(points []register.Point) Sources {
	if len(points) == 0 {
		return nil
	}
	return Sources{{plus: points, some: true}}
}

// First returns the first of the sources that the device has at all.
func First(all ...Sources) Sources {
	for _, s := range all {
		if len(s) > 0 {
			return s
		}
	}
	return nil
}

// at is when the oldest of its blocks answered, and false where one of them did
// not.
func (s *source) at() (time.Time, bool) {
	var oldest time.Time
	for n, side := range [...][]register.Point{s.plus, s.minus} {
		for i := range side {
			at, fresh := side[i].Block.At()
			if !fresh {
				return time.Time{}, false
			}
			if n+i == 0 || at.Before(oldest) {
				oldest = at
			}
		}
	}
	return oldest, true
}

func (s *source) value() (float64, bool) {
	sum, plus, ok := add(0, s.plus, 1, s.some)
	if !ok {
		return 0, false
	}
	sum, minus, ok := add(sum, s.minus, -1, false)
	if s.over != 0 {
		sum /= s.over
	}
	return sum, ok && plus+minus > 0
}

// add adds the points to sum and counts those that are told. It is false where one is
// not, unless some are enough.
func add(sum float64, points []register.Point, sign float64, some bool) (_ float64, told int, ok bool) {
	for i := range points {
		v, ok := points[i].Block.Value(&points[i].At)
		switch {
		case ok:
			told++
			sum += sign * v
		case !some:
			return 0, 0, false
		}
	}
	return sum, told, true
}
