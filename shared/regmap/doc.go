// Package regmap holds register maps as data and the codec that reads and
// writes through them, in both directions.
//
// A map is one text file, embedded in the program: one per SunSpec model
// (sunspec/), and one per maker's devices that speak something else or say more
// beside it (maker/). Each line is a point: its name, address, type, scale, unit,
// access, direction and volatility. Device knowledge lives there; the code is one
// small interpreter. Parse and ParseDevice tell the two formats.
//
// A maker's map also tells by which registers the device is recognised, which
// pairs of model and firmware it is known to fit, how fast it may be asked, the steps
// by which its battery is commanded and its PV held back, with what ends either when
// nobody writes any more, and by which numbers it tells of an island. What was not seen
// on hardware says so ("verified no"), and is not written to. What a map was held
// against stands in testdata, from another source than the map itself: raw words of a
// device ("proof words"), or another table of its registers, which is less ("proof
// table"). docs/devices.md lists it all.
//
// Sign. A point of direction "load" counts what comes from the grid, or goes into
// the battery, as positive; the codec flips it, so that everything outside a map
// is in generator reference. This is the only place in Hearthgrid where a sign is
// flipped.
//
// Units are those of the map's unit column, after scaling. SunSpec tells
// ratios in percent ("%", "Pct"), and a Decode of such a point is in percent:
// the driver divides by 100.
//
// Absence. Each SunSpec type has one raw value that means "not implemented", and
// a maker's point may name one. It decodes to false, never to 0, and cannot be
// encoded.
//
// Writes. A value outside the range or list of a maker's point is refused by
// Encode: nothing else can be written through a map, whoever asks.
//
// The codec allocates nothing unless it fails. The package does no I/O and
// never guesses: a map that is not exactly right is refused with file and line.
//
// Source: the SunSpec information model definitions (sunspec/models, Apache
// 2.0), and the SunSpec Information Model Specification for the types and
// their unimplemented values. Of a maker's map: the lines "source" in it.
package regmap
