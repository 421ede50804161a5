// Package fair accounts what each home has given for its plant beside what it was
// due to give, over the last thirty days, and says from that how it stands.
//
// Each use of a plant is divided twice: as it was given, and in proportion to what
// each home had to give then, which is what was due of it. Both are remembered with
// an age: what was d days ago counts exp(-d/30) of itself. So a home that is often
// away or empty owes nothing for it, and the sums of both over all homes are equal.
//
// The ratio of given to due is kept from growing in two ways. A home is weighed by
// its inverse, within 1/2..2, so that one that gave more is asked for less. And one
// that gave more than Bound times its due, and an Allowance, is last: it is used
// where no other home can be. So no home passes that bound by more than one use
// while others have something to give.
//
// The package must never read a clock, nor take what is not a number. An account is
// written and read as JSON, whose fields carry their units.
package fair
