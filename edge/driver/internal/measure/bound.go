package measure

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Bound is what tells how much the battery takes, or gives, now: its rating, and
// less where its own current limit is lower. A device that never told a limit is
// taken at its rating, as agreed at commissioning; of one that told it and tells it no
// more, or tells what cannot be, nothing is known.
type Bound struct {
	Amps, Rating Sources
	Agreed       energy.Watts // at commissioning, for a device that has neither; 0 for none
	told         bool         // the current limit was, in this start or an earlier one
}

// Bare tells whether the device has no register that tells a limit.
func (b *Bound) Bare() bool { return len(b.Amps) == 0 && len(b.Rating) == 0 }

// Told tells whether the battery's own limit was told since it was opened, or before.
func (b *Bound) Told() bool { return b.told }

// Remember takes in that an earlier start was told the limit, where there is one.
func (b *Bound) Remember() { b.told = len(b.Amps) > 0 }

// most returns that power, by the battery's own voltage. Where a device has no rating
// at all, the current limit is all there is; where it has neither, what was agreed stands
// for as long as the battery is read.
func (b *Bound) most(volts Sources, battery energy.Reading[energy.Watts]) energy.Reading[energy.Watts] {
	if _, read := battery.Value(); b.Bare() && b.Agreed > 0 && read {
		return energy.Read(b.Agreed, battery.At())
	}
	rating, since, rated := b.rated()
	limit, at, ok := b.limit(volts)
	switch {
	case !ok && b.told:
		return energy.Reading[energy.Watts]{}
	case ok && rated:
		return energy.Read(min(rating, limit), since)
	case rated:
		return energy.Read(rating, since)
	case ok && len(b.Rating) == 0:
		return energy.Read(limit, at)
	}
	return energy.Reading[energy.Watts]{}
}

// absurd is more current than any battery of a home carries.
const absurd = 2000 // A

// limit is the current limit as a power, and false where it is not told. No current is
// no power at any voltage.
func (b *Bound) limit(volts Sources) (most energy.Watts, at time.Time, told bool) {
	a, at, ok := b.Amps.first()
	ok = ok && a >= 0 && a <= absurd
	if ok && a > 0 {
		var v float64
		v, _, ok = volts.first()
		most = energy.Watts(a * v)
	}
	b.told = b.told || ok
	return most, at, ok
}

// rated is the rating. Once a source was told, those behind it do not stand in for it
// any more.
func (b *Bound) rated() (most energy.Watts, at time.Time, told bool) {
	for i := range b.Rating {
		if v, at, ok := b.Rating[i].read(); ok {
			b.Rating = b.Rating[:i+1]
			return energy.Watts(v), at, true
		}
		if !b.Rating[i].fresh() {
			break
		}
	}
	return 0, time.Time{}, false
}
