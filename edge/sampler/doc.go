// Package sampler decides which ticks of a home the cloud is told of.
//
// In service every tick is told: while an order or the answer to the grid's
// frequency moves the home, a limit binds it, an alarm is new, or an operator
// watches. Else a tick is told where something left its deadband or changed in
// kind (a quality, who commands, what binds), and one each heartbeat.
//
// Invariants. A series rebuilt by holding what was told last is within the
// deadband at every tick, those left out included; what has no deadband is the
// same. A report after ticks left out carries the time of the newest of them, so
// that a gap in the ticks themselves is not taken for a value that held. Each
// report says what is left out until the next. The first report of service and
// the first after it are told at once.
//
// The package must never number a report, and never leave out what record keeps
// at home. It reads no clock and allocates nothing.
package sampler
