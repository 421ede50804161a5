// Package driver turns the registers of a SunSpec device into readings, and a
// setpoint that safety approved into registers.
//
//	"SunS" | 1 identity | model | model | ... | end
//
// Discover walks the list of models once and keeps what it knows, name plates
// included; unknown ones are skipped by their length. Each Read then takes every
// needed model as a whole, so that what belongs together is read together, and
// stamps it with the time of its answer. A point the device does not implement
// is Missing, and so is all of a model that did not answer.
//
// Invariants. Signs are flipped by the register map and nowhere else. Write
// takes only a safety.Setpoint. Every command carries the device's own
// reversion timer, never 0 and never after the power: the home is back in its
// own mode when we die. A device without such a timer is not commanded. What a
// driver owes the others is written down as tests in drivertest.
//
// The package must never answer from memory, nor write to a point whose scale
// the device did not tell.
package driver
