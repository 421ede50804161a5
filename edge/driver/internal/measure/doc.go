// Package measure makes a device's part of its home's snapshot from its registers.
//
// Points are the values of one device and where each may be read from, best first;
// whoever knows the device fills them in, by SunSpec's models or by a maker's map. Their
// Snapshot is what the newest reads found.
//
// Invariants. A reading bears the time of the oldest register it is made of. What the
// device does not implement, or did not answer, is Missing and never 0, nor is it taken
// from a second place that may tell it otherwise. A limit that the battery told and
// tells no more is Missing. Of ratings that disagree the lowest counts.
//
// The package does no I/O and must never answer from memory. Signs are regmap's.
package measure
