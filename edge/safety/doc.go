// Package safety owns the envelope of one home: the last thing a wish passes
// before it may reach a device.
//
// Step is pure and total: a function of limits, state, snapshot, wish and time
// that always returns, allocates nothing and never reads a clock. The zero
// State is Failsafe and trusts no reading.
//
// Invariants. A power that leaves Step lies inside what the known readings
// allow. A reading that is missing, doubtful, stale or implausible closes the
// direction it guards; silence never opens one. The battery's own limits win
// over the grid connection's, and both win over the ramp.
//
// The package must never do I/O, hold a global, or learn who sent a wish. It
// imports shared/energy and nothing else of Hearthgrid.
package safety
