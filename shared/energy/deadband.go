package energy

import "time"

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
}

// On tells whether anything is left out.
func (b Deadband) On() bool { return b.Heartbeat > 0 }

// PowerAt returns how far a power may be from told, a power that was told.
func (b Deadband) PowerAt(told Watts) Watts { return max(b.Power, Watts(b.Share)*told.Abs()) }
