// Package fleet is the asset registry: sites, what is fitted at them and who
// said what of it, groups and who belongs to which when, limits, certificates,
// and what each plant was told to do.
//
// Facts live in SQLite, or in PostgreSQL (room store), and are durable when a
// call returns. A relation, a fitting and a limit carry the time they hold, half
// open [from, to), and are asked as of a time. A fact is of the whole fitting,
// whenever it was stated; each source has one say, and where sources disagree
// the rule that chose is named (asset.Settle). A plant is a group of that kind.
//
// A group may be in others: who is in a group is whoever is in it itself or in a
// group in it, as of any time (Below; from memory Place and Places).
//
// What is a group, a device, a fact or a limit, and what follows from that alone, is in
// room asset.
//
// Every write is one transaction with a line of the outbox for each change, or one
// for a large import; a Consumer follows by sequence number and says how far it
// is. What all have done with is let go, and beyond a bound the oldest in any
// case, counted: who was behind is told to read everything again. Files come in
// whole or not at all (Import, room sheet), every bad row named, and what is
// exported is imported as the same. They are checked beside other writes, which
// wait only while rows that were put down are moved in.
//
// A limit sits at a home or a group and bounds its homes together. What binds one
// home is the tightest of those on its way up (LimitsOver, asset.Effective). What
// homes do together at transformers, feeders and zones dispatch keeps inside import,
// export and ramp (GroupLimits); a home's own limits are kept by its gateway, as it was
// told them there, and not from here.
//
// Invariants: of one thing no two spans overlap; no group is inside itself at any
// time; a revoked certificate never comes back; a target is only ever replaced by
// one issued later; a source's say only by a later one.
//
// It must never put the database in the path of a handshake or of a message:
// Admission answers from memory, which every write updates after its commit. And
// it must never tell of a person but where it was asked for one: not in a log, an
// error, the outbox, or an export that was not told to.
package fleet
