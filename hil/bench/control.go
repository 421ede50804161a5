package bench

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// place is where a battery may be commanded: a point of a model at a unit.
type place struct {
	unit        uint8
	model       uint16
	power, most string // most is "" where power is in watts, else 100 % of it
}

// places are tried in this order.
var places = [...]place{
	{unit: device.StorageUnit, model: 704, power: "WSet"},
	{unit: device.InverterUnit, model: 124, power: "OutWRte", most: "WChaMax"},
}

// control is the model that commands a battery, and its registers as last seen.
type control struct {
	unit  uint8
	base  uint16 // address of the model's id
	image []uint16
	power regmap.Point
	scale energy.Watts // of one unit of power
}

// open reads the model, and tells whether the home has it.
func (p place) open(bank *device.Bank) (control, bool, error) {
	base, length, ok := find(bank, p.unit, p.model)
	if !ok {
		return control{}, false, nil
	}
	image, err := read(bank, p.unit, base, 2+length)
	if err != nil {
		return control{}, false, err
	}
	c := control{unit: p.unit, base: base, image: image, scale: 1}
	m, known := regmap.SunSpec(p.model)
	if !known {
		return control{}, false, p.lacks("a map")
	}
	if c.power, ok = m.Point(p.power); !ok {
		return control{}, false, p.lacks(p.power)
	}
	if p.most == "" {
		return c, true, nil
	}
	most, ok := m.Point(p.most)
	rating, told := most.Decode(image)
	if !ok || !told {
		return control{}, false, p.lacks(p.most)
	}
	c.scale = energy.Watts(rating / 100)
	return c, true, nil
}

func (p place) lacks(what string) error {
	return &fault.Error{Op: "tap battery", Kind: fault.Unsupported, Subject: fmt.Sprintf("model %d at unit %d", p.model, p.unit),
		Err: fmt.Errorf("it has no %s", what)}
}

// find walks the models of a unit as a master does.
func find(bank *device.Bank, unit uint8, id uint16) (base uint16, length int, ok bool) {
	const end = 0xFFFF
	for at := device.Base + 2; ; {
		head, err := read(bank, unit, at, 2)
		if err != nil || head[0] == end {
			return 0, 0, false
		}
		if head[0] == id {
			return at, int(head[1]), true
		}
		at += 2 + head[1]
	}
}

// written takes a write, and returns the power commanded where it held that.
func (c *control) written(unit uint8, address uint16, words []uint16) (energy.Watts, bool) {
	if unit != c.unit {
		return 0, false
	}
	from := int(address) - int(c.base)
	for i, w := range words {
		if k := from + i; k >= 0 && k < len(c.image) {
			c.image[k] = w
		}
	}
	if at := c.power.Offset(); at < from || at+c.power.Size() > from+len(words) {
		return 0, false
	}
	v, ok := c.power.Decode(c.image)
	return energy.Watts(v) * c.scale, ok
}
