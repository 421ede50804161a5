// Package fleet is the asset registry: sites, their certificates, plants, who
// belongs to which plant when, and what each plant was told to do.
//
// Facts live in SQLite and are durable when a call returns. Relations carry
// the time they hold, half open [from, to), and are asked as of a time. Every
// write adds its line to the change outbox in the same transaction; readers
// follow by sequence number.
//
// Invariants: at most one membership of a site in a plant holds at any time;
// a revoked certificate never comes back; a target is only ever replaced by
// one issued later. The schema keeps to TEXT, BIGINT (milliseconds since the
// Unix epoch) and explicit ids, so that PostgreSQL can take it over.
//
// It must never put the database in the path of a handshake or of a message:
// Admission answers from memory, which every write updates after its commit.
package fleet
