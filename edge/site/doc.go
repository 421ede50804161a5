// Package site keeps the newest snapshot of one home: one writer, copies out.
//
// Invariants. A sum is Missing where a device that owes a part of it has none. A
// value survives one missed read with its own time; the second makes it
// Missing, and the time it was last read stays. A battery that is aside, for nobody
// commands it, is part of the home and of every sum but those of Commanded.
//
// The package must never give an old value a new time, nor do I/O.
package site
