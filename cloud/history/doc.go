// Package history keeps what homes reported as time series in VictoriaMetrics,
// and is the place where a report becomes "stored".
//
//	Take -> queue -> journal (one fsync for many) -> Sink.Stored
//	                    |
//	                    +-> blocks by series -> Client -> VictoriaMetrics
//
// Invariants. Stored is called for a report only after its samples are on disk
// in the write-ahead journal, so kill -9 or a power cut loses nothing that was
// acknowledged. The journal is the only road to the database, so a restart and
// an outage of the database are the same case as normal work: reading on. Its
// segments are deleted only when the database has accepted all of them for
// longer than it may hold data in memory. Samples that are sent twice are one
// point, for the database and Read keep one sample per series and millisecond.
// What is durable waits for others on its way to the database, the longer the more
// comes and never past Config.ShipWait or a full block; see pace.
//
// A value carries the time at which its device was read, to the millisecond.
// What is Missing, or was never read, is not written; the same reading seen
// again is not written again, and one that is told again with another value is,
// and flagged. What is to be known of readings (that one is doubtful, that a
// device was lost, that a clock is not to be trusted, how long what was told
// held, how late it came) is in series of its own, written only where there is
// something to say; Client.Known puts them together, and Client.Settled returns
// what of them a settlement may rest on. Power is positive toward the grid, as in
// package energy. docs/history.md has the names.
//
// Client speaks HTTP. Embedded answers it inside this process without a port, and
// takes samples as they are; Remote carries it to a database by URL. The database keeps
// its settings and workers in process globals, so one process holds one
// Embedded or one Remote at a time. It drops samples older than its retention
// or more than two days ahead of its clock; a home's clock is checked before
// its reports come here. It ends the process when its files are corrupt.
//
// The package must never acknowledge before the fsync, invent a sample or the
// time of one, or let a slow database hold up more than its own journal.
package history
