// Package safety owns the envelope of one home: the last thing a wish passes
// before it may reach a device.
//
// Step is pure and total: a function of limits, state, snapshot, wish and time
// that always returns, allocates nothing and never reads a clock. The zero
// State is Failsafe and trusts no reading. Beside it stand two more pure
// machines whose word gateway puts into Limits.Live for each tick: Operator,
// the network operator's limit and its failsafe (EEBUS LPC and LPP), and
// Excursions, the counters and the lock-out of an export limit (G100). Both,
// and Spent, which is what State counts of swings and daily energy, have a
// record that gateway keeps across restarts; a damaged one is the most cautious.
//
// In a home of several batteries Step decides over their sum. Part asks each one by
// itself, Abreast has them reverse together, Share splits what was approved, and
// Deference keeps those commanded out of the way of one that is not.
//
// Limits are set at commissioning and no network may loosen them; Live can
// only narrow them. Checksum and Checked guard them in storage, which is not
// of this package; where they are lost, Cautious holds the home still.
//
// Invariants. A power that leaves Step lies inside what the known readings
// allow. A reading that is missing, doubtful, stale or implausible closes the
// direction it guards; silence never opens one, and neither does a restart of
// the network's side. Limits from the weakest to the strongest: ramp, swings,
// daily energy; export and import, the battery's own export, the operator, the
// fuse, lock-out; rating, the battery's own limits, state of charge, cells,
// temperature; and readings that contradict each other forbid all. A limit of
// the connection may force power, those of the battery only take it away.
// Where what is wrong may pass by itself (Balance, Proof, a power that cannot be) it is
// tried again after a pause, so many times, and then not before a person has looked
// (State.Cleared) or a restart.
//
// Two misses of a device are bad, not one; site sees to that before a reading
// is lost here.
//
// A Setpoint is Habitual where it follows the home's consumption alone and no limit asks
// for it that the inverter's own mode does not keep: it may be left out.
//
// Not here. In its own mode the inverter keeps its own reserve and limits; a
// reserve above those needs a wish of control. That another master writes the
// battery's registers is the driver's to see.
//
// The package must never do I/O, hold a global, or learn who sent a wish. It
// imports shared/energy and nothing else of Hearthgrid.
package safety
