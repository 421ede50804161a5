// Package demo runs a whole plant on one machine: the cloud, a fleet of
// simulated homes, real gateway processes, and the grid operator whose
// regulation signal the plant follows. It shows one live status block and ends
// with one report.
//
// It owns every process it starts: none outlives it, not even where it is
// killed. A part that dies on its own is started again after half a minute, and
// the report names it. What it says of the plant's tracking is measured on the power the
// simulator knows, never on what the cloud estimates.
package demo
