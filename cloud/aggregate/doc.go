// Package aggregate adds estimates up a hierarchy and keeps their doubt.
//
// A Total is made by Sum and by Join and by nothing else, and both count what
// they were given: there is no total without its coverage. A missing home adds
// nothing to the mean and is counted as missing; it is never taken as 0 W
// measured. Errors of different homes are taken as independent.
//
// The package is pure: no I/O, no goroutine, no clock.
package aggregate
