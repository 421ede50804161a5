package sunspec

import (
	"strings"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
)

// modules are the inputs of model 160 by what stands behind them.
type modules struct{ pv, charge, discharge []register.Point }

// modules sorts the inputs by the text each carries. Fronius GEN24 calls those
// of its battery "StCha 3" and "StDisCha 4". Where the texts say nothing, and the
// device can store, four inputs are two of PV and these two, as on the GEN24.
func (d *Device) modules() modules {
	var m modules
	power, name := d.find(160, "DCW"), d.find(160, "IDStr")
	if !power.Known() {
		return m
	}
	n := power.Block.Repeats()
	for i := range n {
		p := power.Repeat(i)
		switch text := name.Repeat(i).Text(); {
		case strings.HasPrefix(text, "StCha"):
			m.charge = append(m.charge, p)
		case strings.HasPrefix(text, "StDisCha"):
			m.discharge = append(m.discharge, p)
		default:
			m.pv = append(m.pv, p)
		}
	}
	if n == 4 && len(m.pv) == 4 && d.has(124) && !d.has(802) && d.unit.Identity.Maker == "Fronius" {
		m.pv, m.charge, m.discharge = m.pv[:2], m.pv[2:3], m.pv[3:]
	}
	return m
}

// stores tells whether the inputs are those of a battery too.
func (m modules) stores() bool { return len(m.charge) > 0 && len(m.discharge) > 0 }
