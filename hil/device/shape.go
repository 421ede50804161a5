package device

import (
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Shape is which equipment stands in a home.
type Shape uint8

// The shapes. The meter at MeterUnit is Config.Meter's in all of them.
const (
	// Hybrid is one DC-coupled inverter with PV and battery at unit 1:
	// models 1, 103, 120, 121, 122, 123, 124, 160, 802.
	Hybrid Shape = iota
	// ACCoupled is a PV inverter at unit 1 (1, 103, 120, 121, 122, 123, 160)
	// and a storage inverter at unit 2 (1, 701, 702, 704, 713, 714, 802).
	ACCoupled
	Huawei    // SUN2000 with LUNA2000
	Sungrow   // SH hybrid
	SolarEdge // with its battery's own registers
	Fronius   // GEN24, and its meter at unit 200
	GoodWe    // ET
	Victron   // GX at unit 100, VE.Bus at unit 246
	FoxESS    // H3
	Solis     // S6 hybrid
	Growatt   // SPH and MOD by VPP protocol
	SMA       // STP SE and Sunny Boy Storage
	Deye      // three-phase, also sold as Sunsynk
	SolaX     // X3 G4
	// Reverting is Hybrid with model 704 in place of 123.
	Reverting
)

// shapes is every shape's name and units, the storage first.
var shapes = [...]struct {
	name  string
	build func(Config) []slot
}{
	Hybrid:    {"hybrid", func(c Config) []slot { return one(InverterUnit, newHybrid(c, max(c.Battery, c.PV))) }},
	ACCoupled: {"ac", newACCoupled},
	Huawei:    {"huawei", func(c Config) []slot { return one(InverterUnit, newHuawei(c)) }},
	Sungrow:   {"sungrow", func(c Config) []slot { return one(InverterUnit, newSungrow(c)) }},
	SolarEdge: {"solaredge", func(c Config) []slot { return one(InverterUnit, newSolarEdge(c)) }},
	Fronius:   {"fronius", newFronius},
	GoodWe:    {"goodwe", func(c Config) []slot { return one(247, newGoodWe(c)) }},
	Victron:   {"victron", newVictron},
	FoxESS:    {"foxess", func(c Config) []slot { return one(247, newFoxESS(c)) }},
	Solis:     {"solis", func(c Config) []slot { return one(InverterUnit, newSolis(c)) }},
	Growatt:   {"growatt", func(c Config) []slot { return one(InverterUnit, newGrowatt(c)) }},
	SMA:       {"sma", func(c Config) []slot { return one(3, newSMA(c)) }},
	Deye:      {"deye", func(c Config) []slot { return one(InverterUnit, newDeye(c)) }},
	SolaX:     {"solax", func(c Config) []slot { return one(InverterUnit, newSolaX(c)) }},
	Reverting: {"hybrid704", func(c Config) []slot { return one(InverterUnit, newReverting(c, max(c.Battery, c.PV))) }},
}

// Shapes returns every shape.
func Shapes() []Shape {
	all := make([]Shape, len(shapes))
	for i := range all {
		all[i] = Shape(i)
	}
	return all
}

// String returns the shape's name, as ParseShape reads it.
func (s Shape) String() string {
	if int(s) < len(shapes) {
		return shapes[s].name
	}
	return "unknown"
}

// ParseShape returns the shape called name, as "huawei"; an unknown one is
// fault.NotFound.
func ParseShape(name string) (Shape, error) {
	var names []string
	for i, s := range shapes {
		if s.name == name {
			return Shape(i), nil
		}
		names = append(names, s.name)
	}
	return 0, &fault.Error{Op: "find shape", Kind: fault.NotFound, Subject: name, Hint: "want one of " + strings.Join(names, ", ")}
}

// Storage returns the unit that the battery is commanded at.
func (s Shape) Storage() uint8 {
	switch s {
	case ACCoupled:
		return StorageUnit
	case GoodWe, FoxESS:
		return 247
	case Victron:
		return veBusUnit
	case SMA:
		return 3
	}
	return InverterUnit
}

// hybrid tells whether battery and PV share one inverter.
func (s Shape) hybrid() bool { return s != ACCoupled && s != Victron }

func one(id uint8, d slave) []slot { return []slot{{id: id, device: d}} }

func newACCoupled(c Config) []slot {
	return []slot{{id: InverterUnit, device: newPV(c)}, {id: StorageUnit, device: newStorage(c)}}
}

// layout builds the units of a home as delivered.
func layout(c Config) []slot {
	slots := shapes[c.Shape].build(c)
	if c.Second {
		slots = c.alone(slots)
	} else if c.Meter != NoMeter {
		slots = append(slots, slot{id: MeterUnit, device: meters[c.Meter].build(c)})
	}
	for i := range slots {
		slots[i].commands = slots[i].device.commands()
	}
	return slices.Clip(slots)
}

// Meter is which meter stands at the grid connection.
type Meter uint8

// The meters.
const (
	SunSpecMeter Meter = iota // model 203
	SDM630                    // Eastron
	EM24                      // Carlo Gavazzi, by RS-485
	EM24E1                    // the same with Ethernet, and another map
	NoMeter                   // but what the inverter knows
)

var meters = [...]struct {
	name  string
	build func(Config) slave
}{
	SunSpecMeter: {"sunspec", func(c Config) slave { return newMeter(c) }},
	SDM630:       {"sdm630", func(c Config) slave { return newSDM630(c) }},
	EM24:         {"em24", func(c Config) slave { return newEM24(c, em24{imported: 0x42, exported: 0x5C, hertz: 0x37, code: 71}) }},
	EM24E1:       {"em24e1", func(c Config) slave { return newEM24(c, em24{imported: 0x34, exported: 0x4E, hertz: 0x33, code: 1648}) }},
	NoMeter:      {"none", nil},
}

// ParseMeter returns the meter called name, as "sdm630"; an unknown one is
// fault.NotFound.
func ParseMeter(name string) (Meter, error) {
	var names []string
	for i, m := range meters {
		if m.name == name {
			return Meter(i), nil
		}
		names = append(names, m.name)
	}
	return 0, &fault.Error{Op: "find meter", Kind: fault.NotFound, Subject: name, Hint: "want one of " + strings.Join(names, ", ")}
}

// String returns the meter's name, as ParseMeter reads it.
func (m Meter) String() string {
	if int(m) < len(meters) {
		return meters[m].name
	}
	return "unknown"
}
