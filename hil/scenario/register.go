package scenario

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// register is a holding register by its address, or a point of a SunSpec model
// by its name.
type register struct {
	address uint16
	model   *regmap.Model
	point   regmap.Point
}

// parseRegister reads "40123" or "704.WSet".
func parseRegister(text string) (register, error) {
	model, name, named := strings.Cut(text, ".")
	n, err := strconv.ParseUint(model, 10, 16)
	if err != nil {
		return register{}, fmt.Errorf("register %q: want an address such as 40123, or model.point such as 704.WSet", text)
	}
	if !named {
		return register{address: uint16(n)}, nil
	}
	m, ok := regmap.SunSpec(uint16(n))
	if !ok {
		return register{}, fmt.Errorf("register %q: no SunSpec model %d is mapped", text, n)
	}
	p, ok := m.Point(name)
	if !ok {
		var names []string
		for _, p := range m.Points() {
			names = append(names, p.Name())
		}
		return register{}, fmt.Errorf("register %q: model %d has no such point, perhaps %q", text, n, nearest(name, names))
	}
	return register{model: m, point: p}, nil
}

// read returns the register's value, and false where the unit does not give it.
func (g register) read(bank *device.Bank, unit uint8) (float64, bool) {
	if g.model == nil {
		var word [1]uint16
		err := bank.ReadHolding(context.Background(), unit, g.address, word[:])
		return float64(word[0]), err == nil
	}
	_, words, err := g.block(bank, unit)
	if err != nil {
		return 0, false
	}
	return g.point.Decode(words)
}

// write puts value into the register, as a master of its own would.
func (g register) write(bank *device.Bank, unit uint8, value float64) error {
	if g.model == nil {
		return bank.WriteHolding(context.Background(), unit, g.address, []uint16{uint16(value)})
	}
	base, words, err := g.block(bank, unit)
	if err != nil {
		return err
	}
	if err := g.point.Encode(words, value); err != nil {
		return err
	}
	from := g.point.Offset()
	return bank.WriteHolding(context.Background(), unit, base+uint16(from), words[from:from+g.point.Size()])
}

// at returns the first address of the register in unit.
func (g register) at(bank *device.Bank, unit uint8) (uint16, bool) {
	if g.model == nil {
		return g.address, true
	}
	base, _, err := g.block(bank, unit)
	return base + uint16(g.point.Offset()), err == nil
}

// block walks the unit's models to the register's and reads it.
func (g register) block(bank *device.Bank, unit uint8) (uint16, []uint16, error) {
	const end = 0xFFFF
	at := device.Base + 2
	for {
		var head [2]uint16
		if err := bank.ReadHolding(context.Background(), unit, at, head[:]); err != nil {
			return 0, nil, err
		}
		if head[0] == end {
			return 0, nil, fmt.Errorf("unit %d has no model %d", unit, g.model.ID)
		}
		if head[0] == g.model.ID {
			words := make([]uint16, 2+int(head[1]))
			err := bank.ReadHolding(context.Background(), unit, at, words)
			return at, words, err
		}
		at += 2 + head[1]
	}
}
