// Package sunspec knows the devices that tell by a list of models what they are.
//
//	"SunS" | 1 identity | model | model | ... | end
//
// Open walks the list once and keeps what it knows, name plates included; unknown models
// are skipped by their length, and a capability is read from whichever model of a family
// is there. A Device then tells its role, the points that matter to it, and by what its
// battery is commanded (model 704, else 124) and its PV held back (704, else 123).
//
// Invariants. Every command carries the device's own reversion timer, which is never 0
// and stands before the power does; a device without one is not commanded. A limit on PV
// may stay where another says so. What was written is compared with what stands there
// when it is read next, and a Witness told.
//
// The package must never write to a point whose scale the device did not tell, and it
// never asks whether a device is trusted: whoever calls it did.
package sunspec
