// Package bench holds what the benchmarks measure with: two sides measured in
// turns, processes of their own and the processor time they use, a tap on the
// registers of a simulated home, quantiles, and the one result that each of
// them prints.
//
// It measures and never wires: what is measured is started by hearth-bench.
// Every figure is named with its base unit, and a ratio compares two things
// measured within one run, next to each other. It must never make up a figure:
// what could not be measured is an error.
package bench
