// Package process is what every Hearthgrid process does in the same way: read
// its flags and its file, become ready or end with the reason, and say which
// build it is.
//
// A start-up is a sequence of steps that may each hang: a file on a share that
// went away, a database that another process holds. A Program bounds them all
// by one limit and names the step that did not end. The steps are told through
// the context, as with net/http/httptrace, so that a room may also run without
// a Program around it.
//
// A process never waits for whoever reads its log: see Log.
//
// Exit codes: 0 ok, 1 failure, 2 usage or configuration.
//
// The package knows no house and no room. It must never hide why a process
// ended, nor let one hang half started.
package process
