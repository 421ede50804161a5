// Package twin keeps, per home, what it reported, what is wanted of it, how
// fresh that is, and a small model of what it does between reports.
//
// Invariants. Order is by (boot, number), so a late resend never turns a twin
// back. Age is on the cloud's clock: how old a reading was when it was sampled,
// by the home's own clock, plus its wait there, plus the time since it was
// received; the two wall clocks are never compared. A reading the home reports as missing is missing
// here, with its age: its last value is not shown in its place.
//
// A home that tells changes only says so, with its deadband and its heartbeat. Its
// last report stands for now, with the doubt of the deadband, while its session
// is there and its heartbeat is not late; after that it is as old as it is.
//
// A home says with its session whether it takes frequency response pushed ahead, and with
// its reports which arm is in force; a boot that ends takes that with it.
//
// Conditions of a home, such as a device that nobody knows, stand as its newest report
// of this boot that told of any says (Standing). What began and ended is kept for the newest
// few, each event once by the (boot, number) of its report, however late or often that
// comes (Recent). Both are told anew with each session, so that a twin that is new knows
// what stands.
//
// Homes send live reports ahead of their backlog. Where one of the backlog comes
// first all the same, its wait keeps it from looking as fresh as its arrival.
//
// Apply* and the questions put to a Twin are pure; Store is the shell, with a
// lock per partition. The package must never command a home or read a clock.
package twin
