// Package spool keeps what the cloud does not have yet: numbered reports, in
// memory first and on disk while the uplink is down.
//
// Numbers run from 1 without a gap within one boot. A Queue is memory alone: a
// full one drops its oldest report, for the newest says most about the home. A
// Spool moves the oldest half of what waits to disk once two minutes of reports
// wait, which is when the uplink is down, and keeps the rest in memory; of a home
// that tells changes only it moves all that waits once the oldest has for five
// minutes, or once news of a condition has for ten seconds, and at the end of a run
// always. Reports of earlier boots stay on disk until the cloud has them too.
//
// On disk. A block holds up to 60 reports of one boot as one telemetry message,
// deflated, behind a header with its own checksum; blocks are appended to segments of up
// to 256 KiB. Each append is one write and one fsync: one a minute while the
// uplink is down, none while it is up. No file of an earlier start is appended
// to. A power cut at any write loses what was in memory and the block being
// written, never one before it; a flipped bit costs one block, which is counted
// and left out. What the cloud has is removed a segment at a time, so that a
// restart may send some of it again.
//
// The disk is bounded: 64 MiB by default, which is two weeks of a home at one
// report a second. When it is full the oldest segment of ordinary reports
// goes, and only where there is none the oldest of those with an event: a change
// of who commands the home, of failsafe, of what stops it, or of a condition. What leaves
// was either removed on the cloud's word or is counted as dropped.
//
// Append never waits for a disk. A disk that fails leaves the home with its
// memory, and Stats tells so until it takes a write again.
package spool
