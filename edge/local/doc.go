// Package local is how a running gateway is spoken to from its own machine:
// one JSON question and one JSON answer a visit, over a unix socket in the state
// folder. (An HTTP server would add half a megabyte to a firmware of ten.)
//
// Whoever may open the socket is its user or root: it has mode 0600 in a folder
// of mode 0700, and there is no other authentication. A visit ends
// after 5 s and a question at 256 KiB; at most eight are held, and one more waits.
//
// It asks a House and tells what it says. It must never reach past it: what a
// person may order here (pause, reserve, storm, plan) goes through control and safety like
// every other wish. It must never hold up the loop: a House answers from copies.
package local
