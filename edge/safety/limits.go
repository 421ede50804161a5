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

// Span is an optional temperature range. The zero Span does not limit.
type Span struct {
	Limited    bool
	Min, Max   energy.Celsius
	Hysteresis energy.Celsius // how far back inside before it counts as inside
}

// Ramp is an optional limit on the rate of change of a setpoint.
type Ramp struct {
	Limited bool
	Rate    energy.WattsPerSecond // magnitude, above 0
}

// Ages are the oldest readings that still stand for now, per signal.
type Ages struct {
	Grid        time.Duration
	Battery     time.Duration // Battery, MaxCharge and MaxDischarge
	SoC         time.Duration
	Temperature time.Duration
}

// Limits is what one home allows. The zero Limits allow nothing.
type Limits struct {
	Reserve       energy.Ratio // no discharge at or below
	MaxSoC        energy.Ratio // no charge at or above
	SoCHysteresis energy.Ratio // how far back before a stop is lifted
	Rating        energy.Watts // of the battery's inverter, both directions
	Export        Cap          // at the grid connection
	Import        Cap          // at the grid connection, a magnitude
	Margin        energy.Watts // kept free inside Export and Import
	Connection    Cap          // a grid reading beyond this is implausible
	Battery       Cap          // a battery reading beyond this is implausible: above its rating by what it may overshoot
	Temperature   Span         // of the battery
	Ramp          Ramp
	Ages          Ages
	Settle        time.Duration // how long all must be well before trust returns
	Hold          time.Duration // how long a Setpoint lives, above 0
}

// Flaw says what is wrong with l and what is wanted instead, "" where nothing
// is. Step with flawed limits stays in Failsafe and commands nothing.
func (l *Limits) Flaw() string {
	switch {
	case !(l.Reserve >= 0 && l.Reserve <= l.MaxSoC && l.MaxSoC <= 1):
		return "want 0 <= reserve <= max soc <= 1"
	case !(l.SoCHysteresis >= 0 && l.SoCHysteresis <= 1):
		return "want a soc hysteresis of 0 to 1"
	case !magnitude(l.Rating) || !magnitude(l.Margin):
		return "want a rating and a margin that are finite and not negative"
	case !l.Export.sound() || !l.Import.sound() || !l.Connection.sound() || !l.Battery.sound():
		return "want export, import, connection and battery finite and not negative"
	case !l.Temperature.sound():
		return "want temperature min <= max and a hysteresis of 0 to half of that span"
	case l.Ramp.Limited && !(l.Ramp.Rate > 0 && energy.IsFinite(l.Ramp.Rate)):
		return "want a ramp rate above 0"
	case l.Hold <= 0 || l.Settle < 0:
		return "want a hold above 0 and a settle of 0 or more"
	}
	return ""
}

// holds tells whether p is a power that c allows.
func (c Cap) holds(p energy.Watts) bool { return !c.Limited || p.Abs() <= c.Power }

func (c Cap) sound() bool { return !c.Limited || magnitude(c.Power) }

// sound refuses a hysteresis that leaves no inside to come back to.
func (s Span) sound() bool {
	return !s.Limited || (s.Hysteresis >= 0 && s.Min+s.Hysteresis <= s.Max-s.Hysteresis)
}

func magnitude(p energy.Watts) bool { return p >= 0 && energy.IsFinite(p) }
