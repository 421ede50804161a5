package measure

import (
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Island is how a device with a battery tells whether it feeds the home without the
// grid.
type Island interface {
	// Points are those to be polled for it.
	Points() []register.Point
	// Read returns 1 on an island, 0 on the grid, and Missing where nothing is known.
	Read() energy.Reading[energy.Ratio]
}

// Islanded is that reading, by b, of a device that is on the grid, or gives power. One
// that is off the grid and gives none is no island: it may be off, or wait for the grid
// to settle. Then nothing is known.
func Islanded(b *register.Block, grid, gives bool) energy.Reading[energy.Ratio] {
	at, _ := b.At()
	switch {
	case grid:
		return energy.Read[energy.Ratio](0, at)
	case gives:
		return energy.Read[energy.Ratio](1, at)
	}
	return energy.Reading[energy.Ratio]{}
}
