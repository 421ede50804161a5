package driver

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// source is one value: a point, or a sum of points over a number. It is told
// only where all of its points are, or some of them where the others are inputs
// that a device of this size does not have.
type source struct {
	plus, minus []point
	over        float64 // 0 for 1
	some        bool
}

// sources are where one value may be read from, best first. The first that the
// device implements counts. One whose block did not answer is not replaced by
// the next: two models may differ, and the step would look like something that
// happened in the home.
type sources []source

// from returns those of the points that the device has, each as a source.
func from(points ...point) sources {
	var out sources
	for _, p := range points {
		if p.known {
			out = append(out, source{plus: []point{p}})
		}
	}
	return out
}

// sum returns the one source that adds points up, none where one is missing.
func sum(plus, minus []point, over float64) sources {
	all := append(slices.Clone(plus), minus...)
	if len(all) == 0 || slices.ContainsFunc(all, func(p point) bool { return !p.known }) {
		return nil
	}
	return sources{{plus: plus, minus: minus, over: over}}
}

// inputs returns the one source that adds up those of the points that are told.
func inputs(points []point) sources {
	if len(points) == 0 {
		return nil
	}
	return sources{{plus: points, some: true}}
}

// at is when the oldest of its blocks answered, and false where one of them did
// not.
func (s *source) at() (time.Time, bool) {
	oldest := s.plus[0].block.at
	for _, side := range [...][]point{s.plus, s.minus} {
		for i := range side {
			b := side[i].block
			if !b.fresh {
				return time.Time{}, false
			}
			if b.at.Before(oldest) {
				oldest = b.at
			}
		}
	}
	return oldest, true
}

// value is that of a point of b. Points are large: what is read each tick is not
// copied for it.
func (b *block) value(p *regmap.Point) (float64, bool) {
	if !b.fresh {
		return 0, false
	}
	return p.Decode(b.words)
}

func (s *source) value() (float64, bool) {
	var total float64
	told := 0
	for i := range s.plus {
		v, ok := s.plus[i].block.value(&s.plus[i].at)
		if !ok && !s.some {
			return 0, false
		}
		if ok {
			told++
			total += v
		}
	}
	for i := range s.minus {
		v, ok := s.minus[i].block.value(&s.minus[i].at)
		if !ok {
			return 0, false
		}
		told++
		total -= v
	}
	if s.over != 0 {
		total /= s.over
	}
	return total, told > 0
}

// read returns the value as a Reading; Missing where none of the sources tells
// it.
func read[T ~float64](s sources) energy.Reading[T] {
	for i := range s {
		one := &s[i]
		at, fresh := one.at()
		if !fresh {
			break
		}
		if v, ok := one.value(); ok {
			return energy.Read(T(v), at)
		}
	}
	return energy.Reading[T]{}
}

// lowest returns the smallest value told: where two models of one device
// disagree on what it can do, the lower is safe.
func lowest[T ~float64](s sources) energy.Reading[T] {
	var out energy.Reading[T]
	for i := range s {
		next := read[T](s[i : i+1])
		v, told := next.Value()
		if least, known := out.Value(); told && (!known || v < least) {
			out = next
		}
	}
	return out
}

// highest returns the largest of values that have all to be told, such as the
// highest cell of each string.
func highest[T ~float64](s sources, sign T) energy.Reading[T] {
	var out energy.Reading[T]
	for i := range s {
		next := read[T](s[i : i+1])
		v, told := next.Value()
		if !told {
			return energy.Reading[T]{}
		}
		if most, known := out.Value(); !known || sign*v > sign*most {
			out = next
		}
	}
	return out
}

// charge is a state of charge in percent and what proves a battery behind it.
type charge struct{ level, proof point }

// stateOfCharge returns the first that is told. A level of 0 counts only where
// its model tells of a battery: model 713 tells 0 % "for DER without storage
// capabilities", and inverters that carry model 802 or 124 without a battery
// fill it with zeros.
func stateOfCharge(charges []charge) energy.Reading[energy.Ratio] {
	for i := range charges {
		c := &charges[i]
		if !c.level.known {
			continue
		}
		if !c.level.block.fresh {
			break
		}
		level, ok := c.level.value()
		if size, _ := c.proof.value(); ok && (level > 0 || size > 0) {
			return energy.Read(energy.Ratio(level/100), c.level.block.at)
		}
	}
	return energy.Reading[energy.Ratio]{}
}
