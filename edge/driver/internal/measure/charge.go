package measure

import (
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Charge is a state of charge in percent and what proves a battery behind it.
type Charge struct{ Level, Proof register.Point }

// stateOfCharge returns the first that is told. A level of 0 counts only where
// its model tells of a battery: model 713 tells 0 % "for DER without storage
// capabilities", and inverters that carry model 802 or 124 without a battery
// fill it with zeros.
func stateOfCharge(charges []Charge) energy.Reading[energy.Ratio] {
	for i := range charges {
		c := &charges[i]
		if !c.Level.Known() {
			continue
		}
		at, fresh := c.Level.Block.At()
		if !fresh {
			break
		}
		level, ok := c.Level.Value()
		if size, _ := c.Proof.Value(); ok && (level > 0 || size > 0) {
			return energy.Read(energy.Ratio(level/100), at)
		}
	}
	return energy.Reading[energy.Ratio]{}
}
