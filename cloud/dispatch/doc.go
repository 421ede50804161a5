// Package dispatch makes the batteries of many homes follow one power.
//
// A plant grants each home that can be commanded a lease with a share of its
// capacity, and broadcasts one regulation level per tick to all of them. The
// loop is closed on estimated power, never on acknowledgements: homes that do
// not follow are made up for by those that do. It learns how the plant answers
// (dead time, lag, gain), asks ahead of it, and corrects what is left.
//
// Homes that do not do what they were granted are found from their own readings,
// given nothing, and probed later (package follow): what they do then counts as loose.
//
// A target may carry the capacity the plant is assigned; the homes then share
// it by the energy they have left (package split), inside the limits of every node
// of the grid they are under, tilted by what each has given in the last month
// (package fair), which whoever starts a plant hands it and keeps. What a home needs
// or has to spare itself (Surplus) is used before what it would have to buy back, and
// a share that is granted is not moved for little (Costs); no source tells the wear of
// a battery, so that all weigh the same there. A share changes by one stretch per
// renewal, so that homes which are renewed in turn under one level do not leap.
//
// What is granted under a node is inside its limits at all times. A grant counts from
// when it is sent, and the one before it until the home tells that it has the newer:
// so what was lost on its way is in the sum, and who has to give way is told again. One
// that is allotted nothing is let go. Plants under one node see each other's grants
// (Commons), homes that are no plant's count by what their batteries do, and what homes
// are armed to do by themselves is no room for grants. What else
// flows at a node is an estimate (Wire): its doubt, and the most it lately changed
// while homes would have given way, are kept free, and where too few of the homes are
// heard nothing is granted under a limit at all. A limited ramp bounds what a node's
// homes are granted in both directions together, for one signal takes them from end to
// end, and of how many may change direction in a minute no more are granted anything.
//
// Invariants. Every order is a lease and nothing has to be sent to end one: no
// target means no signal and no renewal. Order IDs grow per site and signal
// numbers per plant, over restarts too. No home is granted more than it can do,
// and none that cannot be commanded is granted anything. Where the limits over the
// homes are not known well enough to be used, nobody is granted anything. What cannot
// be met is reported, not hidden.
//
// The package must never take an acknowledgement for power, nor read a clock
// in Allocate, Step or State.Now, which are pure: in any answer, measurement or
// time the level stays in -1..1 and what is asked inside the capacity. Plant is
// the shell; one that no longer ticks says so and has to be started anew.
//
// A plant's power is the battery power of its homes together, positive
// discharges. What is shown of it is what was read, brought to the instant of
// the tick by the answer that was learned, with the doubt of that.
package dispatch
