package sunspec

import (
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/energy"
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

// island701 and island122 tell whether the device feeds the home without the grid.
type (
	island701 struct{ connection, state, mode register.Point }
	island122 struct{ ecp, sun, storage register.Point }
)

var (
	_ measure.Island = (*island701)(nil)
	_ measure.Island = (*island122)(nil)
)

// island is model 701, else 122, and nil for none. A PV inverter alone is not asked, for
// it is as well connected to an island as to the grid.
func (d *Device) island() measure.Island {
	if !d.role.Stores() {
		return nil
	}
	if p := d.find(701, "ConnSt"); p.Known() {
		return &island701{connection: p, state: d.find(701, "InvSt"), mode: d.find(701, "DERMode")}
	}
	b, ok := d.blocks[122]
	if !ok {
		return nil
	}
	head := b.Head(islandWords)
	return &island122{ecp: head.Point("ECPConn"), sun: head.Point("PVConn"), storage: head.Point("StorConn")}
}

func (i *island701) Points() []register.Point { return []register.Point{i.connection} }

func (i *island701) Read() energy.Reading[energy.Ratio] {
	on, told := i.connection.Value()
	if !told {
		return energy.Reading[energy.Ratio]{}
	}
	return measure.Islanded(i.connection.Block, on == connected, i.state.Is(running, throttled) || i.mode.Bit(gridForming))
}

func (i *island122) Points() []register.Point { return []register.Point{i.ecp} }

func (i *island122) Read() energy.Reading[energy.Ratio] {
	if _, told := i.ecp.Value(); !told {
		return energy.Reading[energy.Ratio]{}
	}
	return measure.Islanded(i.ecp.Block, i.ecp.Bit(ecpConnected), i.sun.Bit(operating) || i.storage.Bit(operating))
}
