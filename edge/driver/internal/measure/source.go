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
	points []register.Point
	plus   int     // so many of them, the first, are added up; the others are taken away
	over   float64 // 0 for 1
	some   bool    // of those that are added up
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
			out = append(out, source{points: []register.Point{p}, plus: 1})
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
	return Sources{{points: all, plus: len(plus)}}
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
	return Sources{{points: points, plus: len(points), some: true}}
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

// first returns the value of the first source that tells it, and when its blocks answered.
func (s Sources) first() (v float64, at time.Time, ok bool) {
	for i := range s {
		if v, at, ok := s[i].read(); ok {
			return v, at, true
		}
		if !s[i].fresh() {
			break
		}
	}
	return 0, time.Time{}, false
}

// fresh tells whether all of its blocks answered.
func (s *source) fresh() bool {
	for i := range s.points {
		if _, fresh := s.points[i].Block.At(); !fresh {
			return false
		}
	}
	return true
}

// read returns the value and when the oldest of its blocks answered, and false where it
// is not told.
func (s *source) read() (sum float64, oldest time.Time, ok bool) {
	count := 0
	for i := range s.points {
		p := &s.points[i]
		at, fresh := p.Block.At()
		if i == 0 || at.Before(oldest) {
			oldest = at
		}
		v, told := p.Block.Value(&p.At)
		switch {
		case !fresh:
			return 0, time.Time{}, false
		case !told && s.some && i < s.plus:
			continue
		case !told:
			return 0, time.Time{}, false
		case i < s.plus:
			sum += v
		default:
			sum -= v
		}
		count++
	}
	if s.over != 0 {
		sum /= s.over
	}
	return sum, oldest, count > 0
}
