// Package sheet is the form in which assets leave the registry and come into it:
// rows of text under named columns, as CSV or as JSON.
//
//	record,group,kind,site,part,device,name,value,source,stated,from,to
//	site,,,home-1,,,,,,,2026-01-01T00:00:00Z,
//	group,feeder-7,feeder,,,,,,,,2026-01-01T00:00:00Z,
//	member,feeder-7,,home-1,,,,,,,2026-01-01T00:00:00Z,
//
// In JSON the same is an array of objects, whose keys are the columns and whose
// empty cells are left out. A number may stand without quotes.
//
// Invariant: what is written is read as the same rows. It knows the form of a
// file only, and no asset; what is wrong with a file is told by line, column,
// value and way out, and the rest of it is read all the same.
package sheet
