package driver

import (
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// The values that tell of an island (SunSpec models 701 and 122).
const (
	connected          = 1          // 701 ConnSt
	running, throttled = 3, 4       // 701 InvSt
	gridForming        = 1 << 1     // 701 DERMode
	ecpConnected       = 1 << 0     // 122 ECPConn
	operating          = 1 << 2     // 122 PVConn and StorConn
	islandWords        = header + 3 // of model 122, up to ECPConn
)

// island is where a device with a battery tells whether it feeds the home without
// the grid: model 701, else 122. A PV inverter alone is not asked, for it is as
// well connected to an island as to the grid.
type island struct {
	connection, state, mode point // 701
	ecp, sun, storage       point // 122
	says                    point // a vendor's
	means                   *regmap.Island
}

func (d *Device) islandOf(role Role) island {
	if role != Storage && role != Hybrid {
		return island{}
	}
	if p := d.find(701, "ConnSt"); p.known {
		return island{connection: p, state: d.find(701, "InvSt"), mode: d.find(701, "DERMode")}
	}
	b, ok := d.blocks[122]
	if !ok {
		return island{}
	}
	head := &block{model: b.model, base: b.base, words: make([]uint16, islandWords)}
	at := func(name string) point {
		p, known := b.model.Point(name)
		return point{block: head, at: p, known: known}
	}
	return island{ecp: at("ECPConn"), sun: at("PVConn"), storage: at("StorConn")}
}

func (i *island) points() []point { return []point{i.connection, i.ecp, i.says} }

// read returns 1 on an island, 0 on the grid. A device that is off the grid and
// gives no power is no island: it may be off, or wait for the grid to settle. Then
// nothing is known.
func (i *island) read() energy.Reading[energy.Ratio] {
	if i.connection.known {
		on, told := i.connection.value()
		return i.told(i.connection.block, told, on == connected, i.state.is(running, throttled) || i.mode.bit(gridForming))
	}
	if i.ecp.known {
		_, told := i.ecp.value()
		return i.told(i.ecp.block, told, i.ecp.bit(ecpConnected), i.sun.bit(operating) || i.storage.bit(operating))
	}
	if v, told := i.says.value(); told {
		return i.told(i.says.block, told, i.means.Mains(v), i.means.Alone(v))
	}
	return energy.Reading[energy.Ratio]{}
}

func (i *island) told(b *block, told, grid, gives bool) energy.Reading[energy.Ratio] {
	switch {
	case told && grid:
		return energy.Read[energy.Ratio](0, b.at)
	case told && gives:
		return energy.Read[energy.Ratio](1, b.at)
	}
	return energy.Reading[energy.Ratio]{}
}

// is tells whether the point reads as one of the values.
func (p point) is(values ...float64) bool {
	v, told := p.value()
	for _, want := range values {
		if told && v == want {
			return true
		}
	}
	return false
}

// bit tells whether the point reads with that bit set.
func (p point) bit(mask uint64) bool {
	v, told := p.value()
	return told && uint64(v)&mask != 0
}
