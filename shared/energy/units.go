package energy

import (
	"math"
	"time"
)

// Watts is active power in watts. Positive flows toward the grid (generation,
// discharge, export); negative flows from it (load, charge, import).
type Watts float64

// MostPower is more than all plants on Earth have together, and small enough
// that squares of it, and sums of those, stay far inside a float64. Borders
// refuse what is asked beyond it.
const MostPower Watts = 1e12

// Over returns the energy that constant power p moves during d.
func (p Watts) Over(d time.Duration) WattHours { return WattHours(float64(p) * d.Hours()) }

// Abs returns the magnitude of p.
func (p Watts) Abs() Watts { return Watts(math.Abs(float64(p))) }

// VoltAmperes is apparent power in VA, never negative.
type VoltAmperes float64

// WattHours is energy in Wh, signed like Watts.
type WattHours float64

// At returns the constant power that moves e during d. d must be positive.
func (e WattHours) At(d time.Duration) Watts { return Watts(float64(e) / d.Hours()) }

// Volts is electric potential in V (RMS for AC).
type Volts float64

// Amperes is current in A, signed like Watts.
type Amperes float64

// Hertz is frequency in Hz.
type Hertz float64

// Celsius is temperature in °C.
type Celsius float64

// WattsPerSecond is a rate of change of power; a ramp limit is a magnitude.
type WattsPerSecond float64

// Over returns how far power may move during d at rate r.
func (r WattsPerSecond) Over(d time.Duration) Watts { return Watts(float64(r) * d.Seconds()) }

// Ratio is a share from 0 to 1 (state of charge, efficiency, coverage).
type Ratio float64

// IsFinite tells whether v is neither NaN nor an infinity. Borders refuse
// what is not finite, so no room behind them has to.
func IsFinite[T ~float64](v T) bool {
	return !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0)
}
