// Package device turns a simulated home into the registers of the equipment in
// it, and serves them as a real Modbus slave, so that a gateway cannot tell a
// simulated home from a house.
//
// A Bank holds all units of one home. Tick takes the home's truth and commands
// the home as the registers ask: it is the only place where the Home is
// touched, so the Home may belong to one goroutine while Modbus masters come
// from many others. Registers are filled when they are read; a tick is cheap
// and allocates nothing.
//
// Units and signs. The SunSpec shapes are written through shared/regmap, which
// scales and flips. The vendors' are laid out by hand, address by address as
// field notes and vendors' documents have them, and share nothing with the
// maps that masters read by: a wrong map shows. Power in Go is in generator
// reference.
//
// Control. Each family commands the battery in its own words, and each has its
// own timer for what happens when nobody writes any more:
//
//	reversion timer        SunSpec 124 and 704, Fronius (0 never ends, and a
//	                       stale time stays), SolarEdge (then a default command)
//	forced period          Huawei and Growatt in minutes, FoxESS in seconds
//	heartbeat counts down  Sungrow in external mode
//	fixed watchdog         Victron 60 s, SMA 300 s, Solis 5 min; Config.Lapse
//	                       sets another, for these are reports
//	duration in command    SolaX, with repetition by itself
//	none                   Deye, GoodWe, Sungrow's forced mode
//
// Timers run on the time given to Tick. When one lapses the home is back in
// its own self-consumption, or in what an owner's settings make of that.
//
// Faults. Faults lists what Break can break of a unit and Mend mends: on the
// wire, in the registers, in the controls, in the clock. Several at once are
// fine. Where a fault needs time to pass (a delayed reply), the wire waits;
// in process nothing waits and the reply is lost instead.
//
// What it must never do: read a clock to decide, make up a value for what the
// home does not tell (such a point reads as not implemented), or accept a
// write that it does not obey, unless that is what was broken.
package device
