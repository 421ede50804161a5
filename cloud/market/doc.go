// Package market settles an event: from what the homes' devices were read at, by
// a baseline, to what each is owed, and to the report that shows it.
//
//	baseline.Sample -> Read -> Readout -> a baseline -> Delivered -> Sale -> ledger.Draft
//	                                                        |
//	                                                     Report -> evidence.Report
//
// Where a programme pays by a score, readings are Telemetry, a Score is shown, its
// Credit is split into Payments, and Paid is the report of all of it.
//
// The parts know nothing of each other: score (how well a market's rule says it
// was done), baseline (what would have been), ledger (who is owed what), evidence
// (what shows it). This package is where their words meet.
//
// Invariants. A device has one sale for an event, over the whole of it: what comes
// late changes its energy, and so makes a correction of that entry. The evidence of
// a sale is the hash of the baseline's result, which names the hash of its input.
//
// It must never read a clock, do I/O, or settle what was not metered.
package market
