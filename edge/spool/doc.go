// Package spool keeps what the cloud does not have yet: a bounded queue in
// memory of numbered reports.
//
// Invariants: numbers run from 1 without a gap in the order of Append; the
// queue holds one unbroken run of them; what leaves it was either removed on
// the cloud's word or is counted as dropped. When it is full the oldest goes,
// for the newest says most about the home.
//
// It never grows past its limit, never blocks on anything but its own lock and
// never touches a disk: a restart begins a new boot with a new run of numbers.
package spool
