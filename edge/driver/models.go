package driver

import (
	"slices"
	"strings"
)

// Families of SunSpec models that have the same points: single, split and three
// phases, with scale factors and in float. A device has one of each at most.
var (
	inverterModels = []uint16{103, 102, 101, 113, 112, 111}
	meterModels    = []uint16{203, 204, 202, 201, 213, 214, 212, 211}
)

// any returns the first of the models that the device has, 0 for none.
func (d *Device) any(models []uint16) uint16 {
	i := slices.IndexFunc(models, d.has)
	if i < 0 {
		return 0
	}
	return models[i]
}

func (d *Device) has(model uint16) bool { return d.blocks[model] != nil }

// modules are the inputs of model 160 by what stands behind them.
type modules struct{ pv, charge, discharge []point }

// modulesOf sorts the inputs by the text each carries. Fronius GEN24 calls those
// of its battery "StCha 3" and "StDisCha 4". Where the texts say nothing, and the
// device can store, four inputs are two of PV and these two, as on the GEN24.
func (d *Device) modulesOf() modules {
	var m modules
	power, name := d.find(160, "DCW"), d.find(160, "IDStr")
	if !power.known {
		return m
	}
	n := power.block.model.Repeats(len(power.block.words) - header)
	for i := range n {
		p := point{block: power.block, at: power.at.At(i), known: true}
		switch text := (point{block: name.block, at: name.at.At(i), known: true}).text(); {
		case strings.HasPrefix(text, "StCha"):
			m.charge = append(m.charge, p)
		case strings.HasPrefix(text, "StDisCha"):
			m.discharge = append(m.discharge, p)
		default:
			m.pv = append(m.pv, p)
		}
	}
	if n == 4 && len(m.pv) == 4 && d.has(124) && !d.has(802) && d.identity.Maker == "Fronius" {
		m.pv, m.charge, m.discharge = m.pv[:2], m.pv[2:3], m.pv[3:]
	}
	return m
}

// stores tells whether the inputs are those of a battery too.
func (m modules) stores() bool { return len(m.charge) > 0 && len(m.discharge) > 0 }
