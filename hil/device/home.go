package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Home is the physics behind the registers; *plant.Home is one. It is used
// only inside New and Bank.Tick, so it need not be safe for concurrent use.
type Home interface {
	// State returns the truth now.
	State() plant.State
	// SetBattery commands the battery until Release; positive discharges.
	SetBattery(energy.Watts)
	// Release gives the battery back to its own self-consumption.
	Release()
}

var _ Home = (*plant.Home)(nil)

// curtailer is a Home whose PV can be held back.
type curtailer interface {
	// Curtail lets at most this much PV power through until Uncurtail.
	Curtail(energy.Watts)
	Uncurtail()
}

var _ curtailer = (*plant.Home)(nil)

// The Modbus unit ids.
const (
	InverterUnit uint8 = 1 // the vendors' own differ: see Shape.Storage
	StorageUnit  uint8 = 2 // ACCoupled only
	MeterUnit    uint8 = 240
)

// Base is the holding register, counted from 0, at which "SunS" stands.
const Base uint16 = 40000

// Config is what a home's name plates say.
type Config struct {
	Shape   Shape
	Serial  string       // at most 24 characters; units append -pv, -ess, -meter
	Battery energy.Watts // rating of charge and of discharge, above 0
	PV      energy.Watts // AC rating of the PV inverter, 0 or more; a hybrid has the larger of both

	Meter    Meter
	MeterLag time.Duration // age of what the meter tells, up to 5 s
	Lapse    time.Duration // in place of the family's own time where its timer is fixed, 0 for that
	Second   bool          // the home's second battery: its storage inverter alone, at SecondUnit, without a meter
}

func (c Config) validate() error {
	hint := ""
	switch {
	case int(c.Shape) >= len(shapes):
		hint = "shape: want one of Shapes()"
	case c.Meter > NoMeter:
		hint = "meter: want SunSpecMeter to NoMeter"
	case c.MeterLag < 0 || c.MeterLag > maxLag || c.Lapse < 0:
		hint = "meter lag: want 0 to 5 s; lapse: want 0 or more"
	case len(c.Serial) == 0 || len(c.Serial) > 24:
		hint = "serial: want 1 to 24 characters"
	case !(c.Battery > 0 && c.Battery <= 32000):
		hint = "battery: want above 0 and up to 32000 W"
	case !(c.PV >= 0 && c.PV <= 32000):
		hint = "pv: want 0 to 32000 W"
	default:
		return nil
	}
	return &fault.Error{Op: "build device", Kind: fault.Invalid, Subject: c.Serial, Hint: hint}
}

// truth is the home at one tick, with the energy its meter has counted.
type truth struct {
	plant.State
	now                time.Time
	rated              energy.Watts // of the battery
	hybrid             bool         // PV and battery share an inverter
	exported, imported energy.WattHours
}
