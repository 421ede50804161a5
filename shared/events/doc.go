// Package events reads a stream of server-sent events, as the HTML standard
// defines them (section 9.2), from a server that sends one at least every
// second.
//
// A stream that falls silent is an error: what it said last is not true of now.
// Resume takes it up again behind the last event that came. The package must never
// wait for one without a limit, nor hand on an event that was cut off.
package events
