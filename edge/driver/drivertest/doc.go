// Package drivertest holds a driver to what the rest of the gateway relies on,
// whatever device it speaks to, and has the fake registers to do so.
//
//	drivertest.Test(t, func(t testing.TB, clock func() time.Time) drivertest.Subject { … })
//
// Of reading it checks that a reading bears the time of its own answer, that a
// model that does not answer makes its readings Missing and never old, that
// what a device does not implement is Missing and never 0, that discharge and
// export are positive, and that an error keeps its fault.Kind. Of commanding it
// checks that what is in force is read back, that accepted is not applied, that
// no power is in force without its reversion timer, that 0 W is an order, that
// a repeat refreshes the timer, that release ends it, and that nothing more is
// sent after a request that failed or may have failed. Of the way back it checks
// that a device that nobody refreshes is in its own mode when the driver says so,
// by Timers that do what the device's document says.
//
// Of holding PV back it checks that no more gets through than was asked, that free
// ends it, and how long it goes on alone.
//
// A Subject says what the registers mean by hand, from the device's document,
// and not through the map that the driver reads by: a wrong map would be wrong
// on both sides. The package knows no driver and imports shared only.
package drivertest
