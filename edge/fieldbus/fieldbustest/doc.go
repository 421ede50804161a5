// Package fieldbustest holds any Modbus peer and the link to it to what the
// gateway relies on, and has a serial wire whose bytes take their time.
//
//	fieldbustest.Test(t, link, fieldbustest.Plain)
//
// The suite is run against libmodbus, pymodbus and our own simulator: three
// peers that share no line of code, so that a misreading of the specification
// on our side is seen by one of them. It reads with functions 3 and 4 in single
// registers, whole frames and blocks longer than a frame, writes and reads
// back, has what does not exist refused without a value, and mixes units and
// callers.
//
// The package knows no link: it declares what it asks of one.
package fieldbustest
