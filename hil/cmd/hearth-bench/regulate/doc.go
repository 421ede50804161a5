// Package regulate has a plant of many simulated homes follow a regulation signal, in
// virtual time: the plant is dispatch.Plant, orders, signals and receipts are what
// crosses the wire, signed and checked; each home's order and level are held and
// followed by control.Desk, its battery, roof and load are plant.Home's.
//
// What is not real: the transport is in memory, each message drawn a delay, and lost
// at the rate given; reports of homes are not encoded, and stand for what the twin
// would tell; nothing bounds a home but its battery, for safety has a room and
// benches of its own.
//
// Invariants. Everything follows from the seed. The plant sees of a home what that
// home has told and nothing else; what is scored is the truth.
//
// The package must never read a clock, or tell the plant who does not follow.
package regulate
