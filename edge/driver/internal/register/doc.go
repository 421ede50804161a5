// Package register is one device's registers: what is read as a whole, the points in
// it, and fields that are sent together.
//
// A Unit is the device on its bus; a Block is a run of its registers with the time of
// their answer; a Point is one value of one Block, told only while the newest read of
// the Block succeeded. Scales, signs and what "not implemented" means are regmap's.
//
// Invariants. A Block whose read failed tells nothing until the next. A SunSpec model
// that does not begin with its own number any more has moved, and tells nothing. A
// Field that cannot be encoded is never sent, nor is any that goes with it.
//
// The package knows neither SunSpec's models nor a maker's map, and must never judge
// what is written: it is internal because it takes numbers that safety did not approve.
package register
