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
	told         bool // the current limit was, in this start or an earlier one
}

// Told tells whether the battery's own limit was told since it was opened, or before.
func (b *Bound) Told() bool { return b.told }

// Remember takes in that an earlier start was told the limit, where there is one.
func (b *Bound) Remember() { b.told = len(b.Amps) > 0 }

// most returns that power, by the battery's own voltage. Where a device has no rating
// at all, the current limit is all there is.
func (b *Bound) most(volts Sources) energy.Reading[energy.Watts] {
	rating := b.rated()
	limit, at, ok := b.limit(volts)
	most, rated := rating.Value()
	switch {
	case !ok && b.told:
		return energy.Reading[energy.Watts]{}
	case !ok:
		return rating
	case rated:
		return energy.Read(min(most, limit), rating.At())
	case len(b.Rating) == 0:
		return energy.Read(limit, at)
	}
	return rating
}

// absurd is more current than any battery of a home carries.
const absurd energy.Amperes = 2000

// limit is the current limit as a power, and false where it is not told. No current is
// no power at any voltage.
func (b *Bound) limit(volts Sources) (energy.Watts, time.Time, bool) {
	amps := Read[energy.Amperes](b.Amps)
	a, limited := amps.Value()
	v, measured := Read[energy.Volts](volts).Value()
	ok := limited && a >= 0 && a <= absurd && (measured || a == 0)
	b.told = b.told || ok
	return energy.Watts(float64(a) * float64(v)), amps.At(), ok
}

// rated is the rating. Once a source was told, those behind it do not stand in for it
// any more.
func (b *Bound) rated() energy.Reading[energy.Watts] {
	for i := range b.Rating {
		one := b.Rating[i : i+1]
		if r := Read[energy.Watts](one); r.Quality() != energy.Missing {
			b.Rating = b.Rating[:i+1]
			return r
		}
		if _, fresh := one[0].at(); !fresh {
			break
		}
	}
	return energy.Reading[energy.Watts]{}
}
