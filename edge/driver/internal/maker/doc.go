// Package maker knows the devices that are read and commanded by a maker's map.
//
// The map is data, in shared/regmap; this is what carries it out. Bears tells whether a
// device shows a map's marks. Open reads who the device is and binds the map's points to
// spans that are read as a whole. A Program commands the battery by the map's steps, a
// Cut holds PV back by them: all values are worked out first, each inside what the map
// allows, then written in order and read back.
//
// Invariants. No register takes a value that its map does not allow, and none that wears
// more writes a day than its budget, but for a release. Powers are cut to the register's
// resolution toward 0: no more is asked, and no more PV let through, than was approved.
// What is put back as it stood is remembered before it is written. A limit that was undone
// is told to its witness, and written again only where that lets it.
//
// The package must never know one maker from another, and never asks whether a device is
// trusted: whoever calls it did.
package maker
