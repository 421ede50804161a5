// Package ask asks homes why they did what they did, and brings each answer to
// who waits for it.
//
// A question waits for its turn, for homes answer no more than one a second, is
// sent once, and waits for its answer until its deadline. An answer is taken
// once, and only from the home that was asked: what comes late, twice, or of
// another home is counted and dropped.
//
// Invariants. What waits is bounded, per home and in all: who cannot be heard in
// time is refused at once. Answer never waits, for it is called on the road by
// which telemetry comes. Nothing here moves a home: a question asks for nothing
// else than words.
package ask
