// Package store is the registry's database: SQLite in a file, or PostgreSQL at
// a URL, behind one handle that reads from a pool and writes from one place.
//
// Invariants: one process at a time writes, and holds what says so while it is
// open: the file's owner sees to it for SQLite, a session's advisory lock for
// PostgreSQL. A write transaction is durable when its commit returns. Reading
// never waits for a writer. The schema keeps to what both databases take alike:
// TEXT, BIGINT (milliseconds since the Unix epoch), DOUBLE PRECISION, explicit
// ids, and is brought up to date when it is opened.
//
// It knows no asset, and must never let an error of a database leave it without
// its kind: one that another process holds is Busy, not Corrupt.
package store
