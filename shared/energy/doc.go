// Package energy holds the words every room of Hearthgrid speaks: units,
// readings with their age and quality, envelopes, estimates, and the snapshot
// of one home.
//
// Sign. Generator reference everywhere, meters and loads included: positive
// power flows toward the grid (generation, discharge, export), negative power
// flows from it (load, charge, import). A site is the plain sum of its devices
// and a plant the plain sum of its sites. The flip from a device's own sign
// happens in its register map and nowhere else.
//
// Units. SI base units (W, Wh, V, A, Hz, °C). Ratios are 0..1; percent exists
// only in text meant for people.
//
// Absence. A value that is not there is a Reading of quality Missing, never 0
// and never NaN. 0 W is a measurement, and an order.
//
// The package does no I/O, starts no goroutine and never reads a clock.
package energy
