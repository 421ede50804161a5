package energy

import "time"

// Snapshot is what one home's devices said in one pass over the fieldbus.
// Signs follow the package: a discharging battery, generating PV and an
// exporting meter are positive, a load is negative, and
//
//	Grid = Inverter + Load
//
// where Inverter is the AC power of everything the home generates or stores.
// A field whose device is absent, silent or implausible is Missing.
type Snapshot struct {
	At time.Time // when it was taken, after the reads; with the monotonic clock

	Grid     Reading[Watts] // at the grid connection; positive exports
	Inverter Reading[Watts] // AC terminals of all inverters together
	Battery  Reading[Watts] // battery terminals; positive discharges
	PV       Reading[Watts] // never negative beyond an inverter's tare
	Load     Reading[Watts] // derived: Grid - Inverter; negative consumes

	SoC          Reading[Ratio]      // usable energy left over Capacity
	Capacity     Reading[WattHours]  // usable energy of a full battery
	MaxCharge    Reading[Watts]      // magnitude the battery takes now
	MaxDischarge Reading[Watts]      // magnitude the battery gives now
	Temperature  Reading[Celsius]    // of the battery
	Voltage      Reading[Volts]      // at the grid connection, mean of phases
	Frequency    Reading[Hertz]      // of the grid
	CellMin      Reading[Volts]      // of the battery's lowest cell
	CellMax      Reading[Volts]      // of the battery's highest cell
	Phases       [3]Reading[Amperes] // at the grid connection, L1 to L3; positive exports
	Islanded     Reading[Ratio]      // 1: the home feeds itself, cut off from the grid; 0: it is not
}
