package driver

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// bound is what tells how much the battery takes, or gives, now: its rating, and
// less where its own current limit is lower. A device that never told a limit is
// taken at its rating, as agreed at commissioning; of one that told it and tells it no
// more, or tells what cannot be, nothing is known.
type bound struct {
	amps, rating sources
	told         bool // the current limit was, in this start or an earlier one
}

// most returns that power, by the battery's own voltage. Where a device has no rating
// at all, the current limit is all there is.
func (b *bound) most(volts sources) energy.Reading[energy.Watts] {
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
	case len(b.rating) == 0:
		return energy.Read(limit, at)
	}
	return rating
}

// absurd is more current than any battery of a home carries.
const absurd energy.Amperes = 2000

// limit is the current limit as a power, and false where it is not told. No current is
// no power at any voltage.
func (b *bound) limit(volts sources) (energy.Watts, time.Time, bool) {
	amps := read[energy.Amperes](b.amps)
	a, limited := amps.Value()
	v, measured := read[energy.Volts](volts).Value()
	ok := limited && a >= 0 && a <= absurd && (measured || a == 0)
	b.told = b.told || ok
	return energy.Watts(float64(a) * float64(v)), amps.At(), ok
}

// rated is the rating. Once a source was told, those behind it do not stand in for it
// any more.
func (b *bound) rated() energy.Reading[energy.Watts] {
	for i := range b.rating {
		one := b.rating[i : i+1]
		if r := read[energy.Watts](one); r.Quality() != energy.Missing {
			b.rating = b.rating[:i+1]
			return r
		}
		if _, fresh := one[0].at(); !fresh {
			break
		}
	}
	return energy.Reading[energy.Watts]{}
}

// Limits are the battery's own limits that a device was seen to tell, kept by
// whoever remembers devices over a restart: see WithLimits.
type Limits struct{ Charge, Discharge bool }

// remember takes in what an earlier start saw.
func (d *Device) remember() {
	p, l, was := &d.points, d.options.limits, d.options.of
	if was.Version = d.identity.Version; was != d.identity {
		return
	}
	p.takes.told, p.gives.told = l.Charge && len(p.takes.amps) > 0, l.Discharge && len(p.gives.amps) > 0
}

// Limits returns which were told since it was opened, or before.
func (d *Device) Limits() Limits {
	return Limits{Charge: d.points.takes.told, Discharge: d.points.gives.told}
}
