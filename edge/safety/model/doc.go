// Package model checks the home's decisions exhaustively. Its tests walk, breadth
// first, every state that the real control.Desk together with the real
// safety.Step can come to, over a finite alphabet of what one tick may bring,
// until no new state is found; and in each tick they look at what must hold.
//
// What a tick may bring: the state of charge at, below, above and in the
// hysteresis of the reserve, or full; the meter at 0 W or beyond the export or
// the import limit; the battery at rest, as commanded, or opposite; a pack that
// gives and takes nothing; each of these also missing, doubtful, stale or from the
// future; the grid lost or not known; orders, signals, their end and their
// silence; the owner's pause and reserve; what the network operator allows; a
// tick of a second, or a pause longer than a setpoint lives.
//
// What must hold is told plainly, by a second bookkeeping (ghost) that shares
// nothing with the product: a lease ends by itself, what is not known closes
// what it guards within the tick, the reserve is not discharged, the limits at the grid
// connection bound the power, silence never opens anything, an island and a lock-out are
// obeyed.
//
// Two states are one where they differ only in the wall clock, in numbers of
// orders, or in counters that no limit of the model looks at (fingerprint). Times
// further away than the longest the product looks back are the same.
//
// Each tick has at most one thing out of the ordinary, or two where safety is
// alone: what comes together in the field comes within a few ticks here. That
// takes seconds; more at once takes minutes:
//
//	go test ./edge/safety/model -run Exhaust -v -deep 3
//
// Not modelled, for they are no finite machines of a few values: ramp, jumps,
// balance, swings, daily energy and the desk's self-consumption. In their place
// any wish of any layer may come at any tick (TestExhaustAnyWish); package
// safety has property tests of their own.
//
// The package has no code beside its tests and must never have any.
package model
