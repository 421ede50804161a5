// Package server is the cloud's composition root: it opens the rooms, wires
// the road broker -> ingest -> twin -> estimate -> dispatch -> broker, with
// history, fleet, ask and api beside it, and stops them in the opposite order.
//
// Each second one pass (estimates) tells the estimated fleet what the twins have
// heard, puts homes where the registry has them now (seats), and leaves the sums of
// every group, and of all homes, in a picture that readers take without a wait. A tree
// of other groups is made ready beside the one that stands (planting), so that the
// fleet is held for a walk over its rows and no longer. What was learned of homes is in
// the state folder and outlives the process. A plant's loop stays closed on what was
// read (crew): believed is only what was not. What plants have when they are asked for
// what was called firm (event) is what firm rests on.
//
// Each second, and at once after what a person decides, the desk of programmes is told
// what is known of the homes that calls have, of the caps of their regions (the limits
// at zones, read after an import and each ten seconds), of signals and of nodes (facts).
// What it says is brought about: who takes part (roster), what plants and other nodes
// (engine) are asked for, who is let go at once (free), and what homes do by themselves
// (armer). Homes of a node that different calls have follow a plant each (a lane, named
// after the node, which the broker admits to whoever may hear the node). A call goes before what people ask of its plant, which waits (asked). What was
// decided is in the state folder, durable before it holds.
//
// A clerk settles calls that are over (settlement), on what the history has of their
// homes and on the levels that programmes were told, into a ledger that is open as long
// as the stores are (books). One that is damaged stops that and nothing else.
//
// Limits of the registry make one tree over all homes (grid), anew when the registry or
// the clock moves, but not more than once a second; each plant's view has its homes put under that, with what the picture
// says flows at each node. A home that the tree does not know is not commanded. What homes
// gave for plants (accounts) is in the state folder too.
//
// It decides nothing about power. A room's failure ends the process: it
// becomes ready or dies, and whoever supervises it starts it anew. Ready means
// that the broker accepts, the history stores and every plant ticks; what is
// shared with others, such as the homes' links, never takes it away. Liveness
// touches nothing at all.
package server
