// Package control turns what is wanted of one home into one wish.
//
// Invariants. Every order is a lease on the monotonic clock of the home and dies
// alone. The newest order ID and the newest signal Seq win. Dispatch ranks over
// self-consumption. A reading that is Missing makes no wish.
//
// The package must never clamp for safety, touch a device or read a clock.
package control
