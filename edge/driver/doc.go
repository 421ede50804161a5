// Package driver turns the registers of a device into readings, and a setpoint
// that safety approved into registers.
//
// Discover finds a SunSpec device by its list of models, and one without such a list by
// the marks of a maker's map; Open takes the map by its name. Each Read then takes every
// needed model or run of registers as a whole, so that what belongs together is read
// together, and stamps it with the time of its answer. A point the device does not
// implement is Missing, and so is all of a model that did not answer. Write commands its
// battery, Curtail and Guard its PV; Command tells how far that has come.
//
// Rooms. What every device has is here: who it is, how far it is trusted and what became
// of its commands. The rooms inside know no setpoint and no trust, and nobody else can
// enter them, for they take any number:
//
//	register   blocks of one device's registers, their points, and fields to be sent
//	wear       the writes that a register has left today
//	measure    points to a part of the home's snapshot
//	sunspec    list of models, their points, models 704, 124 and 123 as controls
//	maker      marks, points and programs of a maker's map
//
// Trust. A device whose model and firmware are not known to fit its map, or whose
// map is not verified on hardware, is read and never written to; a site that saw
// it obey says so with Vouched. One that does not do what it is told is left alone
// for a time.
//
// Invariants. Signs are flipped by the register map and nowhere else. Write, for the
// battery, and Curtail, for PV, take only a safety.Setpoint; neither fails for the
// other's sake. Reserve writes what was agreed at commissioning, and only upward. Every
// command carries the device's own way back, a timer that is never 0 and never after
// the power, or a fallback of its own: the home is back in its own mode at Lapse when
// we die. A device without one is not commanded, but where the site says that it has
// another way, and then Stays says so. A limit on PV may stay: it costs yield, and the
// next gateway puts back what stood there; by Guard it has to, for an export limit does
// not end with us, and Unguarded says what is missing of that; limits of feed-in, which are the owner's
// agreement with the grid operator, are never written. No register takes a value that
// its map does not allow, and none that wears more writes a day than its budget, but
// for a release; the last of them are kept for a stop, and habit takes half of them at most.
// A battery whose device tells no limit of it is commanded within the rating that was agreed,
// and where none was, not at all. A limit that the battery told
// and tells no more is Missing. What a driver owes the others is written down as tests
// in drivertest.
//
// The package must never answer from memory, nor write to a point whose scale
// the device did not tell.
package driver
