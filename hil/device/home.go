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

// Shape is which equipment stands in a home.
type Shape uint8

// The shapes. MeterUnit is the same in both.
const (
	// Hybrid is one DC-coupled inverter with PV and battery at unit 1:
	// models 1, 103, 120, 121, 122, 123, 124, 160, 802.
	Hybrid Shape = iota
	// ACCoupled is a PV inverter at unit 1 (1, 103, 120, 121, 122, 123, 160)
	// and a storage inverter at unit 2 (1, 701, 702, 704, 713, 714, 802).
	ACCoupled
)

// The Modbus unit ids.
const (
	InverterUnit uint8 = 1
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
}

func (c Config) validate() error {
	hint := ""
	switch {
	case c.Shape > ACCoupled:
		hint = "shape: want Hybrid or ACCoupled"
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
	exported, imported energy.WattHours
}
