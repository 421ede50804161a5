// Package control turns what is wanted of one home into one wish.
//
// Rank, lowest first: self-consumption, peak shaving, plan, dispatch, frequency
// response, owner, storm watch. The highest that wishes is taken; all wishes are in the
// Decision, so that it answers why. Safety and the network operator's limits
// are not wishes: they come after, in the safety room.
//
// Invariants. Every order is a lease on the monotonic clock of the home and dies
// alone. The newest order ID and the newest signal Seq win. A frequency response may be
// pushed ahead as an arm, which ends in the same way and by its own IDs; where one was
// agreed at commissioning too, the stronger of both answers, so that neither weakens
// the other and none counts twice. A plan ends where
// its last slot ends; the daily table, which stands in its place before and after
// it, never does, and needs nobody. A reading that is Missing
// makes no wish, and no wish is ever other than finite. A home cut off from the
// grid has no wishes at all: its inverter carries it. What the owner set (reserve,
// storm, pause) and the plan outlive a restart through Memory; orders and arms never
// do, for nobody knows how long the gateway was off.
//
// The package must never clamp for safety, touch a device or read a clock.
package control
