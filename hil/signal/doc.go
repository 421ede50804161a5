// Package signal holds the grid operator's regulation signal: a recording, or
// a synthetic one of the same nature, as a level from -1 (all down, charge) to
// +1 (all up, discharge) for any time since its start.
//
// A Signal never changes once made and is safe for concurrent use. It must
// never read a clock: the time is an input.
package signal
