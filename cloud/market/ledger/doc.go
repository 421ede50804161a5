// Package ledger keeps what was settled: which energy of which device was sold
// to which programme, at what price, and what each home is owed for it.
//
//	Draft -> Book (rules) -> Entry -> File (one fsync for many)
//
// The ledger is append-only. An Entry holds the hash of the one before it, and
// its own hash is the SHA-256 of its line of JSON, so anybody can check a copy
// with nothing but sha256sum (a line is the hash, a space, the JSON). Late data
// makes a correction, an entry that states the difference and names what it
// corrects: nothing is ever edited. A Head, the number and hash of the last
// entry, vouches for all before it once it is published.
//
// Invariants. Energy is in whole milliwatt-hours and money in whole millionths of
// its currency: no floating point, so device, home, event and programme add up to
// the same total, in any order. What an entry is worth is its energy times its
// price, rounded once, after corrections too. No interval of a device is sold
// twice: a claim that overlaps a standing one of the same device, or of the
// home's connection that the device is behind, is refused, and both are named.
// An entry that is there is not made again: the same draft gives it back.
//
// The last head is noted beside the file: a file that lacks an entry of before it, at
// its end or anywhere, was damaged and is left as it is. Only what no note is of, a
// write that was cut short, is taken off; it is kept, and State tells.
//
// Why a file of lines, and no database: the chain is its own checksum, there is
// one writer, all questions are sums over it, and an auditor can read it.
//
// It must never read a clock, change a byte that was durable, or go on after a
// write whose outcome is not known.
package ledger
