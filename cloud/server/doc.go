// Package server is the cloud's composition root: it opens the rooms, wires
// the road broker -> ingest -> twin -> aggregate -> dispatch -> broker, with
// history, fleet, ask and api beside it, and stops them in the opposite order.
//
// It decides nothing about power. A room's failure ends the process: it
// becomes ready or dies, and whoever supervises it starts it anew. Ready means
// that the broker accepts, the history stores and every plant ticks; what is
// shared with others, such as the homes' links, never takes it away. Liveness
// touches nothing at all.
package server
