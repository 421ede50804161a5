// Package arms keeps homes armed: it pushes ahead what of frequency response each is to
// hold, so that the answer to an event needs no message, and takes it back.
//
// It is level-triggered. Step compares what is wanted of each home (Wish) with what was
// sent to it and with what it tells (Home), and returns the arms that are due: for who
// has none, for another boot, for what has changed, for what is not told to be in force
// some time after it was sent, and for what ends while it is wanted on. Who holds what
// nobody wants is disarmed until it tells that it took that, at once where it was armed from
// here, and after a while where a cloud before this one did. So a lost message, a start
// of a gateway and a start of the cloud heal by themselves, and a call that stops lets
// go within a report; where no message comes through, each arm ends by itself.
//
// Invariants. The same calls give the same arms. An arm never lasts beyond its wish, nor
// is it more than the home said it takes. What is sent in one step is bounded, what lets
// go first; what is not answered is repeated more and more seldom. What nobody has said
// yet is not that nothing is wanted: a Keeper sends nothing before the first Want.
//
// Step is pure but for its State; Keeper is the shell, which signs and publishes. The
// package must never command a battery otherwise, nor decide who is armed.
package arms
