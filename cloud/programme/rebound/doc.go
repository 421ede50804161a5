// Package rebound shapes how a fleet moves when it begins, ends and comes back,
// so that many small jumps at one moment do not add up to a large one.
//
// A ramp is the course of one power: up from nothing, held, down to nothing, at
// no more than a rate. A stagger is the order in which homes are let go, so that
// in no minute more than a limit of them jumps.
//
// Everything is pure and depends on names and times alone: after a restart the
// same homes go at the same times, and a home that is asked for alone gets the
// time it has among all.
//
// The package must never let a home go early to make room for another, nor hide
// that one home alone is more than the limit.
package rebound
