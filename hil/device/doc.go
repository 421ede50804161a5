// Package device turns a simulated home into the registers of the equipment in
// it, and serves them as a real Modbus slave, so that a gateway cannot tell a
// simulated home from a house.
//
// A Bank holds all units of one home. Tick moves the home's truth into the
// registers and what was written to the registers into the home: it is the
// only place where the Home is touched, so the Home may belong to one
// goroutine while Modbus masters come from many others.
//
// Units and signs. Registers are written through shared/regmap, which scales
// and flips. Power in Go is in generator reference.
//
// Control. Model 124 (hybrid) and model 704 (AC-coupled storage) command the
// battery. Their reversion timers run on the time given to Tick. When one
// lapses the home is back in its own self-consumption, by itself. A timer of 0
// never lapses, as in SunSpec.
//
// Faults. Silence makes one unit stop answering until Revive.
//
// What it must never do: read a clock to decide, make up a value for what the
// home does not tell (such a point reads as not implemented), or accept a
// write that it does not obey.
package device
