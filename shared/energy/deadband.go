package energy

import (
	"math"
	"time"
)

// Deadband says what a home leaves out that tells of changes only: a tick in
// which no reading is further than this from what was told last, and nothing
// else changed. All but Heartbeat are magnitudes. The zero Deadband leaves out
// nothing: every tick is told.
type Deadband struct {
	Heartbeat   time.Duration // a tick is told at least so often
	Power       Watts         // of every power, what is approved included
	Share       Ratio         // of the power told last, where that is more than Power
	Charge      Ratio         // state of charge
	Capacity    WattHours
	Voltage     Volts // at the grid connection
	Frequency   Hertz
	Temperature Celsius
	Cell        Volts
	Current     Amperes // of a phase
	Loose       Loose   // how much more than the above, for the home has told much of late
}

// Loose is how much wider than agreed a deadband is: 2^Loose times, or Blind.
type Loose uint8

// Blind promises nothing but the heartbeat until the next report. Looser bands
// than Loosest are not told.
const (
	Loosest Loose = 8
	Blind   Loose = 254
)

// On tells whether anything is left out.
func (b Deadband) On() bool { return b.Heartbeat > 0 }

// Holds tells whether what was told holds, within the deadband, until the next
// report.
func (b Deadband) Holds() bool { return b.On() && b.Loose <= Loosest }

// PowerAt returns how far a power may be from told, a power that was told: +Inf
// where nothing is promised.
func (b Deadband) PowerAt(told Watts) Watts {
	if b.Loose > Loosest {
		return Watts(math.Inf(1))
	}
	return max(b.Power, Watts(b.Share)*told.Abs()) * Watts(uint(1)<<b.Loose)
}

// Actual returns the deadband of Loose 0 that leaves out the same, and false
// where there is none, for nothing is promised.
func (b Deadband) Actual() (Deadband, bool) {
	if b.Loose > Loosest {
		return Deadband{}, false
	}
	times := float64(uint(1) << b.Loose)
	return Deadband{
		Heartbeat: b.Heartbeat, Power: b.Power * Watts(times), Share: b.Share * Ratio(times), Charge: b.Charge * Ratio(times),
		Capacity: b.Capacity * WattHours(times), Voltage: b.Voltage * Volts(times), Frequency: b.Frequency * Hertz(times),
		Temperature: b.Temperature * Celsius(times), Cell: b.Cell * Volts(times), Current: b.Current * Amperes(times),
	}, true
}
