// Package baseline says what a home would have metered without an event, and so
// what it delivered: metered less baseline, positive toward the grid.
//
//	Metering: power as it was read -> Course, energy by interval, each with its state
//	Method:   mean of the X highest of the last Y similar days, with same-day adjustment
//	Before:   what was metered just before the event
//	Group:    what matched homes metered that were not called, with its standard error
//
// Invariants. Energy is in whole milliwatt-hours, means and ratios are of whole
// numbers and rounded once, halves away from zero, and days, homes and intervals
// come in one order: equal input gives equal bytes. A Result names its method with
// the version, holds the hash of all that went into it, and says of every day that
// was left out why. What is missing, doubtful, or of a clock that nobody trusts is
// left out and counted; nothing is put in its place. Days are days of the place:
// 23 and 25 hours long where the clocks change, when an hour that is not there has
// no interval, and one that comes twice is matched with its like.
//
// Sign. Rules for loads (most load, adjusted upward) are kept as their markets
// word them; load is energy from the grid, which is negative here.
//
// It must never read a clock, do I/O, use a floating-point sum, or change what a
// released version of a method gives: a change is a new version.
package baseline
