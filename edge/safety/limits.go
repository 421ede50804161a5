package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Cap is an optional magnitude in W. The zero Cap does not limit; a Cap of
// 0 W that is Limited forbids.
type Cap struct {
	Limited bool
	Power   energy.Watts
}

// Ramp is an optional limit on the rate of change of a setpoint.
type Ramp struct {
	Limited bool
	Rate    energy.WattsPerSecond // magnitude, above 0
}

// Ages are the oldest readings that still stand for now, per signal.
type Ages struct {
	Grid        time.Duration // Grid, Phases and Inverter
	Battery     time.Duration // Battery, MaxCharge, MaxDischarge and PV
	SoC         time.Duration
	Temperature time.Duration
	Cells       time.Duration // CellMin and CellMax
}

// Limits is what one home allows, set at commissioning: nothing that comes
// over a network may loosen it. The zero Limits allow nothing.
//
// The zero value of an optional limit says that no such limit was agreed,
// which is right where the home has none (Export, Import, BatteryExport,
// Swings, Daily, Ramp), no such instrument (Cells, Fuse, Temperature,
// Charging) or no second instrument to judge by (Connection, Battery, Jumps,
// Frozen, Balance, Proof). Reserve, MaxSoC, Rating, Ages and Hold are not
// optional: their zero values refuse.
type Limits struct {
	Reserve       energy.Ratio // no discharge at or below
	MaxSoC        energy.Ratio // no charge at or above
	SoCHysteresis energy.Ratio // how far back before a stop is lifted
	Rating        energy.Watts // of the battery's inverter, both directions
	Export        Cap          // at the grid connection, of PV and battery together
	Import        Cap          // at the grid connection, a magnitude
	BatteryExport Cap          // at the grid connection, of the battery alone: PV is free of it
	Margin        energy.Watts // kept free inside Export and Import
	Connection    Cap          // a grid reading beyond this is implausible
	Battery       Cap          // a battery reading beyond this is implausible: above its rating by what it may overshoot
	Summed        bool         // the battery is several together, each of which is judged as a Part
	Temperature   Span         // of the battery
	Charging      Span         // of the battery, for charge only and on top of Temperature
	Cells         Cells
	Fuse          Fuse
	Ramp          Ramp
	Swings        Swings
	Daily         Daily
	Jumps         Jumps
	Frozen        Frozen
	Balance       Balance
	Proof         Proof
	Ages          Ages
	Settle        time.Duration // how long all must be well before trust returns
	Hold          time.Duration // how long a Setpoint lives, above 0
	Live          Live          // not of commissioning: set anew for each tick
}

// Live is what binds for now, on top of what was agreed at commissioning. It
// can only narrow that.
type Live struct {
	Reserve energy.Ratio // the owner's; counts where it is above Limits.Reserve
	Export  Cap          // the network operator's, at the grid connection
	Import  Cap          // the network operator's, a magnitude; forbids charge, never asks for discharge
	Lockout bool         // Excursions has locked the home out: no discharge and no PV
	Still   bool         // nobody knows the limits: the battery is at 0 W, asked or not
}

// Flaw says what is wrong with l and what is wanted instead, "" where nothing
// is. Step with flawed limits stays in Failsafe and commands nothing.
func (l *Limits) Flaw() string {
	if flaw := l.flawOfHome(); flaw != "" {
		return flaw
	}
	return l.flawOfChecks()
}

func (l *Limits) flawOfHome() string {
	switch {
	case !(l.Reserve >= 0 && l.Reserve <= l.MaxSoC && l.MaxSoC <= 1):
		return "want 0 <= reserve <= max soc <= 1"
	case !(l.SoCHysteresis >= 0 && l.SoCHysteresis <= 1):
		return "want a soc hysteresis of 0 to 1"
	case !magnitude(l.Rating) || !magnitude(l.Margin):
		return "want a rating and a margin that are finite and not negative"
	case !l.Export.sound() || !l.Import.sound() || !l.BatteryExport.sound() || !l.Connection.sound() || !l.Battery.sound():
		return "want export, import, battery export, connection and battery finite and not negative"
	case !l.Temperature.sound() || !l.Charging.sound():
		return "want temperature min <= max, a derating of 0 or more and a hysteresis of 0 to half of that span"
	case !l.Cells.sound():
		return "want cells of 0 V < min <= max, a taper of 0 or more and a hysteresis of 0 to half of that span"
	case !l.Fuse.sound():
		return "want a fuse above 0, a voltage of 0 to 1000 and at least one phase that the battery feeds"
	case l.Hold <= 0 || l.Settle < 0:
		return "want a hold above 0 and a settle of 0 or more"
	}
	return ""
}

func (l *Limits) flawOfChecks() string {
	switch {
	case l.Ramp.Limited && !(l.Ramp.Rate > 0 && energy.IsFinite(l.Ramp.Rate)):
		return "want a ramp rate above 0"
	case !l.Swings.sound():
		return "want swings with a band and a dwell of 0 or more and 1 to 30 in an hour"
	case l.Daily.Limited && !magnitude(l.Daily.Energy):
		return "want a daily energy that is finite and not negative"
	case !l.Jumps.sound():
		return "want jumps that are finite and not negative"
	case !l.Frozen.sound():
		return "want frozen with a time, a power and a share above 0"
	case !l.Balance.sound():
		return "want a balance with a tolerance and a pause above 0 and a time of 0 or more"
	case !l.Proof.sound():
		return "want a proof with a settle, a tolerance and a pause above 0"
	case !(l.Live.Reserve >= 0 && l.Live.Reserve <= 1) || !l.Live.Export.sound() || !l.Live.Import.sound():
		return "want a live reserve of 0 to 1 and live limits that are finite and not negative"
	}
	return ""
}

// reserve is the higher of what was agreed and what the owner keeps now.
func (l *Limits) reserve() energy.Ratio { return max(l.Reserve, l.Live.Reserve) }

// holds tells whether p is a power that c allows.
func (c Cap) holds(p energy.Watts) bool { return !c.Limited || p.Abs() <= c.Power }

func (c Cap) sound() bool { return !c.Limited || magnitude(c.Power) }

// Tighter returns the tighter of two caps.
func (c Cap) Tighter(other Cap) Cap {
	if !c.Limited || (other.Limited && other.Power < c.Power) {
		return other
	}
	return c
}

func magnitude[T ~float64](v T) bool { return v >= 0 && energy.IsFinite(v) }
