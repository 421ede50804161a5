// Package dispatch makes the batteries of many homes follow one power.
//
// A plant grants each home that can be commanded a lease with a share of its
// capacity, and broadcasts one regulation level per tick to all of them. The
// loop is closed on estimated power, never on acknowledgements: homes that do
// not follow are made up for by those that do.
//
// Invariants. Every order is a lease and nothing has to be sent to end one: no
// target means no signal and no renewal. Order IDs grow per site and signal
// numbers per plant, over restarts too. No home is granted more than it can do,
// and none that cannot be commanded is granted anything. What cannot be met is
// reported, not hidden.
//
// The package must never take an acknowledgement for power, nor read a clock
// in Allocate or Step, which are pure. Plant is the shell.
//
// Power here is the battery power of the plant's homes together.
package dispatch
