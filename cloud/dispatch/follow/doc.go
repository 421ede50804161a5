// Package follow finds the homes of a plant that do not do what they were granted:
// that took an order and ignore it, do less than they say they can, are slower than
// any battery measured, went silent, or go the other way.
//
//	tick -> Look, for each home -> Verdict: what it is to be weighed by
//	     -> Said: the level that was broadcast
//
// Each sample of a home is compared with all that a home which follows may show at
// that instant: the same level heard 0.3 to 4 s before (network, the gateway's tick,
// one lost signal, dead time) and followed with a lag of up to 5 s (laboratories
// measured up to 4.7 s, home_storage_permod), at 90 to 110 % of what was granted, from
// whatever its power was when the lease began, with a share that grows or shrinks on
// its way. A sample is outside where it is further than four standard deviations of
// a reading from all of that, which the noise of a home that follows does in one
// sample of 16 000. Three outside and the home is found, where none between them
// shows it move as asked and no six in a row tell nothing. So a home inside that
// spread is taken for one that does not follow at most in 36 * (1/16 000)^3, or 9e-12,
// of its samples, were its noise normal and independent: one of 10 000 homes, each
// read each second, in 3000 hours.
//
// One that is found is given nothing for a pause (30 s, twice as long each time it is
// found again, 64 min at most) and then a small share. It is back when three samples
// show it do as asked, which they can where the level is such that a fifth of what it
// can do is more than noise. A home that says it is limited is not disobedient:
// it is granted what it was seen to do. Nor is one that was not heard: it is granted
// nothing while it is silent, and all it can do when it is read again, unless it comes
// and goes.
//
// A home is judged by the share of the order that it tells to be in force, and by the
// newest, which it may have taken since. One whose lease ended at home, that began anew,
// or that was not heard for as long as a level stands, is on its way from what it did on
// its own when it is in service again, as in its first seconds.
//
// Invariants. A verdict follows from what was said and seen alone. A home that is not
// granted anything, or was never read, is not judged. No more than half of the homes
// are left out: where more are outside, the readings or the spread are wrong. A tick
// allocates nothing.
//
// The package must never read a clock, take an acknowledgement for power, or leave a
// home out for what it was not asked.
package follow
