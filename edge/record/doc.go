// Package record is what a gateway remembers of itself: why it did what it did,
// and the little that must outlive a restart.
//
// A Ring keeps ticks in memory: each one of the last hour at 1 Hz, and of the
// time before, for about a day, the first of each minute and every one in which
// the home changed hands: another layer, another order, failsafe or not. Its bound is 5640 ticks of some 400 bytes, 2.3 MB,
// taken as they fill. A restart begins an empty one.
//
// Courses keep how far the newest orders have come: accepted, written, read back
// and measured, each with its time.
//
// A Keeper writes named states to the state folder, each a small file with a
// checksum, replaced as one. What is put is written within a pause, so that a
// state that changes every second costs one write a minute; of one name only
// the newest waits, which bounds the queue by the number of names. A state
// whose checksum is wrong is Corrupt, never half believed.
//
// Put never waits for a disk. The package must never decide what a damaged
// state stands for: whoever keeps it says what is most cautious.
package record
