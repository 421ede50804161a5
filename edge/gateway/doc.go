// Package gateway is the firmware's composition root: it opens the rooms and
// runs the one straight pass of every tick,
//
//	fieldbus -> driver -> site -> control -> safety -> driver -> uplink
//
// The loop starts before the cloud is reached and goes on when it is lost; it
// waits for the fieldbus, within the tick, and for nothing else: no network, no
// disk. Nothing the cloud says reaches a device but through control and safety, and
// nothing reaches control but what a dispatch key signed: see Gate. When the process
// dies the inverter's own reversion timer takes the home back.
//
// A Home is that pass without a clock; Gateway gives it one, and the rooms around
// it: the spool, the ring of ticks, the keeper of what outlives a restart, the
// socket for people, the service manager. The pass waits for none of them.
//
// Several batteries are commanded together and never oppose each other: each is seen
// by itself, what safety approves for their sum is shared, and where one of them
// cannot be commanded, and so is in its own mode on the same meter, the others do no
// more than the home has lacked for long. Where nobody asks for anything one is in
// its own mode, and the others hold still. See batteries, and safety.Share.
//
// A battery each of whose commands would wear the inverter's memory is left in its own
// mode while nobody asks for more than self-consumption, and no limit has to be held that
// its own mode does not know: see habit.
//
// A device found once belongs to the home: while it is silent, also in a later
// start, the sums it owes a part of are missing. What is kept is named by State, each
// with a checksum; what is damaged stands for the most cautious and is an alarm. At
// most one write a minute and file, but for what must not be lost with the power.
//
// Each stage of a pass leaves a stamp. Whoever speaks to the service manager
// looks at them first: a stage that takes longer than four ticks is one that
// hangs, and ends the signs of life. A panic, a hang or a stopped process then ends
// in a restart, and before that in the inverter's own fallback.
//
// It is ready after its first pass, whatever that found. What a person has to
// mend ends the start; what passes by itself is a state of the home.
package gateway
