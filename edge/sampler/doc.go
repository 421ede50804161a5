// Package sampler decides which ticks of a home the cloud is told of.
//
// In service every tick is told: while an order or the answer to the grid's
// frequency moves the home, or an operator watches. So is news, as far as its
// allowance lasts: a new alarm for ten minutes, a limit that begins, ends or changes
// for ten seconds. A limit or an alarm that stands is none. Else a tick is told where
// something left its deadband or changed in kind (a quality, who commands, what
// binds), and one each heartbeat.
//
// Invariants. A series rebuilt by holding what was told last is within the deadband
// that was told with it at every tick, those left out included; what has no deadband is
// the same. A report after ticks left out carries the time of the newest of them, so
// that a gap in the ticks themselves is not taken for a value that held. Each
// report says what is left out until the next. The first report of service and
// the first after it are told at once.
//
// Out of service a home tells at most a twentieth of what 1 Hz is, beside a burst and
// where its heartbeats are more, whatever its meter does. The more it told of late, the looser the deadband
// of its next report; after the last report that it may tell it promises nothing, and
// tells how it is once it may again (energy.Blind). So what is believed is coarse, or
// old, and never wrong.
//
// The package must never number a report, and never leave out what record keeps
// at home. It reads no clock and allocates nothing.
package sampler
