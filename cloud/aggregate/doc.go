// Package aggregate adds estimates up a hierarchy and keeps their doubt.
//
// A Total is made by Sum and by nothing else, which counts what it was given:
// there is no total without its coverage. A missing home adds
// nothing to the mean and is counted as missing; it is never taken as 0 W
// measured. Errors of different homes are taken as independent; what moves all
// of them together is dispatch's to add, which knows what it asked.
//
// The package is pure: no I/O, no goroutine, no clock.
package aggregate
