package energy

import (
	"errors"
	"fmt"
	"time"
)

// Arm is a frequency response pushed ahead: what a home's battery does by itself,
// without another message, when the frequency is away from Nominal. It is IEEE
// 2030.5's FreqDroop and SunSpec's model 711 with corners in place of one slope, for
// that is how markets publish it. It begins when the home takes it and ends by
// itself Lasts after its Moment on the home's own clock, as an order does; it
// outlives the link and the cloud until then, and no start of the gateway. The
// newest ID wins. Lasts 0 ends what is in force.
type Arm struct {
	ID      uint64 // strictly increasing per site, counted apart from orders; 0 means none
	Site    SiteID // the only home that may take it
	Boot    uint64 // the gateway's boot it was made for: a reboot voids it
	Issued  time.Time
	Moment  Moment
	Lasts   time.Duration
	Plant   PlantID // for whom; "" where nobody needs to know
	Nominal Hertz
	Curve   Curve
	Up      Watts // more discharge, at a share of 1 below nominal; a magnitude
	Down    Watts // more charge, at a share of 1 above nominal; a magnitude
}

// Check returns why a, which is not one that ends what is in force, says nothing that
// a home could do.
func (a Arm) Check() error {
	switch {
	case a.Nominal != 50 && a.Nominal != 60:
		return fmt.Errorf("nominal %v Hz: want 50 or 60", float64(a.Nominal))
	case !(a.Up >= 0) || !(a.Down >= 0) || !IsFinite(a.Up) || !IsFinite(a.Down):
		return fmt.Errorf("up %v W, down %v W: want magnitudes", float64(a.Up), float64(a.Down))
	case a.Up == 0 && a.Down == 0:
		return errors.New("up and down are 0 W")
	}
	return a.Curve.Check()
}

// Armable is how far a home may be armed, as agreed at commissioning. The zero Armable
// is not at all.
type Armable struct {
	Nominal Hertz // of the grid that the home is on
	Power   Watts // most in either direction, a magnitude
	Longest time.Duration
	// Full is the least distance from Nominal at which all of Power may be asked, and
	// nearer in proportion: a fleet that throws all it has at a deviation of every day
	// would swing with the grid. 0 does not bound it.
	Full Hertz
}

// Able tells whether the home may be armed at all.
func (a Armable) Able() bool { return a.Power > 0 && a.Longest > 0 }

// Check returns why a home does not take arm, which is one that lasts. What is too
// steep between two corners of a curve is so at one of them.
func (a Armable) Check(arm Arm) error {
	switch {
	case arm.Nominal != a.Nominal:
		return fmt.Errorf("nominal %v Hz: this home is on a grid of %v Hz", float64(arm.Nominal), float64(a.Nominal))
	case arm.Lasts > a.Longest:
		return fmt.Errorf("arm_too_long: lasts %v: want at most %v", arm.Lasts, a.Longest)
	case arm.Up > a.Power || arm.Down > a.Power:
		return fmt.Errorf("arm_too_strong: up %v W, down %v W: want at most %v W", float64(arm.Up), float64(arm.Down), float64(a.Power))
	}
	for _, p := range arm.Curve {
		asked, allowed := Watts(p.Share)*max(arm.Up, arm.Down), Watts(p.Away)*a.Power
		if a.Full > 0 && float64(asked)*float64(a.Full) > float64(allowed)*(1+1e-9) {
			return fmt.Errorf("arm_too_steep: %v W at %v Hz: want at most %v W at %v Hz, nearer in proportion", float64(asked), float64(p.Away), float64(a.Power), float64(a.Full))
		}
	}
	return nil
}
