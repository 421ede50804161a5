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
// It decides nothing about power. A room's failure ends the process: it
// becomes ready or dies, and whoever supervises it starts it anew. Ready means
// that the broker accepts, the history stores and every plant ticks; what is
// shared with others, such as the homes' links, never takes it away. Liveness
// touches nothing at all.
package server
