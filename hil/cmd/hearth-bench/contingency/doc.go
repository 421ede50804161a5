// Package contingency has homes answer a fall of the grid's frequency with the cloud
// away, in virtual time: gateways are gateway.Home behind gateway.Gate, on registers of
// simulated equipment; the cloud that arms them is twin.Store and arms.Keeper; status,
// reports, arms and receipts are what crosses the wire, signed and checked.
//
// Then the link is cut, time goes by, and the frequency falls as it was recorded, as was
// fitted to that, or as a market's standard ramp. Each home acts on the frequency that its
// own equipment reads. What is judged is the truth of the physics, sampled as the market
// samples: how long after the curve asks for all of it a home gives all of it, and what
// the market's formula makes of it.
//
// What is not real: the transport is in memory and loses nothing; load is held still,
// within the power that is not armed, and the sun is down, so that what a battery does
// beyond its balance is the response.
//
// Invariants. Everything follows from the seed. What the cloud sends after the cut is
// counted, not assumed. A home that does less than it was armed for counts as it is.
//
// The package must never read a clock, or tell a gateway that an event is on.
package contingency
