// Package programme decides what the fleet sells and when: programmes with the
// rules of their market, who is enrolled, calls (OpenADR 3: events) and what of
// each home they may have at any instant.
//
// A programme is data: kind, rules (notice, window, length, repeats, rest, ramps),
// who is eligible, primacy (IEEE 2030.5: the lower wins), what it may share. A call
// goes through the stages of one table (Next) and nothing else moves it: people
// by commands, time by Due. What is decided is a list of entries; the state is the
// fold of all entries, so that it is after a restart what it was before, and every
// command may be repeated. Desk is the shell: it makes entries durable in an
// append-only log before they hold.
//
// Whoever runs it asks what a tick has to know (Needs), tells it (Facts) and brings the
// outcome about: what of two outcomes is another is said here too (Stands, Freed), and
// what makes a cap (Limits) and an outage (Blackouts) of what is read and heard.
//
// What a tick says (Outcome) is for each node the power, capacity and end of what
// dispatch should hold, which homes take part and up to where, who is left out and
// why. It ends alone: a stop says nothing, and leases run out. Homes of a node that
// different calls have are in different lanes, each with a target and a signal of its
// own: homes of one signal share what it asks, so that those of a call that asks for
// nothing would give what those of another are paid for. A lane keeps its name as long
// as its calls last, for homes that follow another name begin anew.
//
// What is sold is measured against what is firm (Firm): the part of the node's offer that
// is had with the probability of the quote, for the homes that a call could have.
//
// Invariants, whatever is asked and whatever is unknown:
//   - One kWh is never claimed twice, nor a kW but within a stack, which shares
//     power and counts it once. What does not fit is named: who, when, which device.
//   - A home follows one lane of one node at a time: it holds one order, and gives
//     power for no call that has not claimed it.
//   - No call for the market is planned above what its programme says has to be firm,
//     nor where that is not known.
//   - Homes of a region are together given at most its cap, and moved at most at
//     its rate; where the region or its cap is not known, nothing. What is stopped,
//     opted out, gone or out of energy is let go at once.
//   - After a stop the next tick has no target of what was stopped.
//   - No call above the threshold runs that nobody but its proposer has approved.
//   - No owner is called who was not told the set lead ahead, or has opted out.
//
// Powers of claims and caps are magnitudes, up is discharge; what is asked of a
// node is signed, positive discharges.
//
// The package must never read a clock but in its callers' hands, never claim energy
// below an owner's reserve, and never take a home that is unknown for one that is
// free.
package programme
