// Package wear counts the writes to registers that are kept in memory that wears, and
// holds them to their budget of a day.
//
// Invariants. A write is counted before it is sent, and one that cannot be counted is
// not sent. Of a day's budget habit takes no more than half, as the day goes by;
// some writes are kept for less power than is in force,
// and the last one for none. A count that is lost is taken as spent. What is released
// is never refused for wear: what was begun has to end.
//
// The package must never write, nor know what a register is for.
package wear
