package sunspec

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
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

// roleOf tells the role by the models: a device with an old inverter model is
// storage only where model 713 says so, and a hybrid where 124 comes with a
// battery behind it, in 802 or as inputs of 160.
func (d *Device) roleOf() measure.Role {
	inverter := d.any(inverterModels) != 0
	switch {
	case inverter && d.has(124) && (d.has(802) || d.modules().stores()):
		return measure.Hybrid
	case d.has(701) && d.has(713):
		return measure.Storage
	case inverter:
		return measure.PV
	case d.has(701) && (d.has(802) || d.has(124)):
		return measure.Storage
	case d.any(meterModels) != 0:
		return measure.Meter
	}
	return measure.NoRole
}
