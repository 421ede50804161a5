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
}

// Able tells whether the home may be armed at all.
func (a Armable) Able() bool { return a.Power > 0 && a.Longest > 0 }
