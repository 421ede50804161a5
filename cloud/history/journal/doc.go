// Package journal is a write-ahead log of opaque records in append-only
// segment files. A record is durable when Append has returned nil: it has been
// written and fsynced, so neither kill -9 nor a power cut loses it.
//
// On disk a segment is a run of records, each
//
//	"HgJ1" | length uint32 | CRC-32C of length and body | body
//
// little endian. Damage costs what it hit: a torn tail, a flipped bit or a run
// of zeros is skipped and counted, and reading goes on at the next record
// whose checksum holds.
//
// Invariants. One goroutine appends and one reads; both may run at once. A
// file is never written again once another was begun, nor after a restart, so
// damage left by a crash is never mixed with new records. A reader sees only
// what is durable.
//
// The package must never acknowledge before the fsync, never go on after a
// failed one (the kernel may have dropped the pages it could not write), and
// never delete a segment by itself: only Drop does.
package journal
