package maker

import (
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// island tells whether the device feeds the home without the grid, by the numbers that
// the map names.
type island struct {
	says  register.Point
	means *regmap.Island
}

var _ measure.Island = (*island)(nil)

// island is nil for a map that has none.
func (d *Device) island() measure.Island {
	if p := d.named(d.vendor.Island.Point); p.Known() {
		return &island{says: p, means: &d.vendor.Island}
	}
	return nil
}

func (i *island) Points() []register.Point { return []register.Point{i.says} }

func (i *island) Read() energy.Reading[energy.Ratio] {
	v, told := i.says.Value()
	if !told {
		return energy.Reading[energy.Ratio]{}
	}
	return measure.Islanded(i.says.Block, i.means.Mains(v), i.means.Alone(v))
}
