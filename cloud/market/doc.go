// Package market settles calls: from what the homes' devices were read at, by a
// baseline or a market's score, to what each home is owed, and to the report that
// shows it.
//
//	Desk.Over -> agenda: is it time? -> Look -> Found -> ledger -> report, record -> Desk.Score
//
//	by energy: Known -> gather -> Readout -> a baseline -> Delivered -> Sale
//	by score:  Known, levels -> plant -> score -> Credit -> Payments
//
// Look is the decision: what a call comes to on what is known by now, which drafts are
// to stand in the ledger of it, and why nothing is where nothing is. Clerk is the
// shell: it reads one home at a time, and never more than half of the time.
//
// The parts know nothing of each other: agenda (when a call is looked at), score (how
// well a market's rule says it was done), baseline (what would have been), ledger (who
// is owed what), evidence (what shows it), tape (what signal was followed), whole (how
// numbers are rounded). This package is where their words meet.
//
// Invariants. A device has one sale or payment for an event, over the whole of it: what
// comes late changes it, and what it is not due any more is taken back, both by
// corrections. The evidence of an entry is the hash of a document that is on disk
// before the entry is, and names the hash of its input. Whatever is interrupted is done
// again, and enters nothing twice. A home that was not metered is named, and has no
// entry: that is not a sale of nothing. Nothing is sold at a price that nobody set, by
// a test, or by samples that the market would not take.
//
// It must never read a clock, settle what was not metered, or know of a history that
// holds what a wrong clock timed for what was metered.
package market
