package driver

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// sources are the points one value may be read from, best first. The first
// that the device implements counts. One whose model did not answer is not
// replaced by the next: two models may differ, and the step would look like
// something that happened in the home.
type sources []point

// from returns those of the points that the device has.
func from(points ...point) sources {
	return slices.DeleteFunc(points, func(p point) bool { return !p.known })
}

// read returns the value as a Reading, times scale; Missing where none of the
// sources tells it.
func read[T ~float64](s sources, scale float64) energy.Reading[T] {
	for _, p := range s {
		if !p.block.fresh {
			break
		}
		if v, ok := p.value(); ok {
			return energy.Read(T(v*scale), p.block.at)
		}
	}
	return energy.Reading[T]{}
}

// lowest returns the smallest value told: where two models of one device
// disagree on what it can do, the lower is safe.
func lowest[T ~float64](s sources) energy.Reading[T] {
	var out energy.Reading[T]
	for _, p := range s {
		next := read[T](sources{p}, 1)
		v, told := next.Value()
		if least, known := out.Value(); told && (!known || v < least) {
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
	for _, c := range charges {
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
