// Package audit is an append-only file of records of which each seals those
// before it: the record of who decided what, and what the state is rebuilt from.
//
// A record is a line, its seal and its text:
//
//	<SHA-256 of the seal before and the text, in hex> <text>\n
//
// A record is durable when Append has returned nil (written and fsynced), and
// whole or not there at all: what a crash left of one at the end is cut off when
// the file is opened, and told. Anything else that does not match its seal, one
// that was edited, taken out or put in, is Corrupt, and the file is not opened.
// Records cut off the end leave seals that match: who wants to know of that keeps
// Head elsewhere.
//
// Invariants. One process has the file open. After a write that failed nothing is
// appended until what it left is taken back; after a failed fsync nothing is at
// all.
//
// The package must never rewrite a record, and never go on past one that it does
// not believe.
package audit
