// Package site keeps the newest snapshot of one home: one writer, copies out.
//
// Invariants. A sum is Missing where a device that owes a part of it has none. A
// value survives one missed read with its own time; the second makes it
// Missing, and the time it was last read stays.
//
// The package must never give an old value a new time, nor do I/O.
package site
