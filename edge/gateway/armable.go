package gateway

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Armable is how far the plant may have the home answer the grid's frequency by itself.
type Armable struct {
	NominalHz float64         `toml:"nominal_hz"`
	PowerW    float64         `toml:"power_w"`    // most in either direction
	Longest   config.Duration `toml:"longest_ms"` // 0: 4 h 30 min
	FullHz    float64         `toml:"full_hz"`    // least deviation that may ask for all of it; 0: 0.2 Hz
}

const (
	// usualArm covers what is sold most often, blocks of four hours, and the change
	// from one to the next.
	usualArm = 4*time.Hour + 30*time.Minute
	// longestArm is the most a home may be armed for at once.
	longestArm = 24 * time.Hour
	// usualFull is that of continental containment, the steepest that is usual.
	usualFull energy.Hertz = 0.2
)

func (a *Armable) validate() error {
	switch {
	case a == nil:
	case a.NominalHz != 50 && a.NominalHz != 60:
		return fmt.Errorf("control.armable.nominal_hz = %v: want 50 or 60", a.NominalHz)
	case !sound(a.PowerW) || a.PowerW == 0:
		return fmt.Errorf("control.armable.power_w = %v: want a magnitude above 0", a.PowerW)
	case a.Longest < 0 || a.Longest.Duration() > longestArm:
		return fmt.Errorf("control.armable.longest_ms = %d: want 0..%d", a.Longest, longestArm.Milliseconds())
	case a.FullHz != 0 && !(a.FullHz >= 0.05 && a.FullHz <= float64(energy.MaxAway)):
		return fmt.Errorf("control.armable.full_hz = %v: want 0, or 0.05..%v", a.FullHz, float64(energy.MaxAway))
	}
	return nil
}

func (a *Armable) agreed() energy.Armable {
	if a == nil {
		return energy.Armable{}
	}
	out := energy.Armable{Nominal: energy.Hertz(a.NominalHz), Power: energy.Watts(a.PowerW), Longest: a.Longest.Duration(), Full: energy.Hertz(a.FullHz)}
	if out.Longest == 0 {
		out.Longest = usualArm
	}
	if out.Full == 0 {
		out.Full = usualFull
	}
	return out
}
