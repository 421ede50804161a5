package scenario

import (
	"slices"
	"strconv"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
)

// unitNames is what scripts call the units. Where there is no storage inverter
// of its own, "storage" is the inverter.
var unitNames = []string{"meter", "inverter", "storage", "storage2"}

// unitOf returns the Modbus unit of a name or number in home s.
func unitOf(s *site, name string) (uint8, bool) {
	switch name {
	case "meter":
		return device.MeterUnit, true
	case "storage2":
		return device.SecondUnit, s.spec.Second != plant.SecondBattery{}
	case "storage":
		return s.shape.Storage(), true
	case "inverter":
		if s.shape == device.ACCoupled {
			return device.InverterUnit, true
		}
		return s.shape.Storage(), true
	}
	n, err := strconv.ParseUint(name, 10, 8)
	return uint8(n), err == nil && n >= 1 && n <= 247
}

// breakage breaks one unit, or mends it.
type breakage struct {
	homes []int
	unit  string
	fault string // "" mends everything
	arg   []string
	told  []lie // of says, in place of arg
	mends bool
}

func parseBreak(p *parser, l line, rest []string) (act, error) { return p.breakage(l, rest, false) }

func parseMend(p *parser, l line, rest []string) (act, error) { return p.breakage(l, rest, true) }

func (p *parser) breakage(l line, rest []string, mends bool) (act, error) {
	b := &breakage{mends: mends}
	b.homes, rest = p.targets(rest)
	if len(rest) == 0 || (len(rest) == 1 && !mends) || len(rest) > 3 {
		return nil, l.refuse("want a unit and a fault such as \"break meter silent\" or \"mend meter\"")
	}
	if len(p.script.sites) == 0 {
		return b, nil // refused by the caller
	}
	if _, ok := unitOf(p.script.sites[b.homes[0]], rest[0]); !ok {
		return nil, l.unknown("unit", rest[0], unitNames)
	}
	b.unit = rest[0]
	if len(rest) > 1 {
		b.fault, b.arg = rest[1], rest[2:]
		if b.fault == says {
			return b, b.lies(l)
		}
		if !slices.Contains(faultNames(), b.fault) {
			return nil, l.unknown("fault", b.fault, faultNames())
		}
	}
	return b, nil
}

func faultNames() []string {
	names := []string{says}
	for _, f := range device.Faults() {
		names = append(names, f.Name)
	}
	return names
}

func (b *breakage) do(r *run, l line) error {
	for _, i := range b.homes {
		h := r.houses[i]
		unit, _ := unitOf(h.site, b.unit)
		var err error
		switch {
		case b.fault == says:
			err = b.lie(h, unit)
		case !b.mends:
			err = h.bank.Break(unit, b.fault, b.arg...)
		case b.fault == "":
			err = h.mendAll(unit)
		default:
			err = h.bank.Mend(unit, b.fault)
		}
		if err != nil {
			return l.refuse("%w", err)
		}
	}
	return nil
}

// mendAll makes the unit sound.
func (h *house) mendAll(unit uint8) error {
	for _, f := range device.Faults() {
		if err := h.bank.Mend(unit, f.Name); err != nil {
			return err
		}
	}
	return h.bank.Say(unit)
}
