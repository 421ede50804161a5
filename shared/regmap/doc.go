// Package regmap holds register maps as data and the codec that reads and
// writes through them, in both directions.
//
// A map is one text file per SunSpec model, embedded in the program. Each line
// is a point: its name, offset, type, scale, unit, access, direction and
// volatility. Device knowledge lives there; the code is one small interpreter.
//
// Sign. A point of direction "load" counts what comes from the grid as
// positive; the codec flips it, so that everything outside a map is in
// generator reference. This is the only place in Hearthgrid where a sign is
// flipped.
//
// Units are those of the map's unit column, after scaling. SunSpec tells
// ratios in percent ("%", "Pct"), and a Decode of such a point is in percent:
// the driver divides by 100.
//
// Absence. Each SunSpec type has one raw value that means "not implemented".
// It decodes to false, never to 0, and cannot be encoded.
//
// The codec allocates nothing unless it fails. The package does no I/O and
// never guesses: a map that is not exactly right is refused with file and line.
//
// Source: the SunSpec information model definitions (sunspec/models, Apache
// 2.0), and the SunSpec Information Model Specification for the types and
// their unimplemented values.
package regmap
