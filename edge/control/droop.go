package control

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Droop is how a home answers the grid's frequency by itself: discharge more
// below nominal, charge more above. The zero Droop is off.
type Droop struct {
	Nominal  energy.Hertz // 0: off
	DeadBand energy.Hertz // magnitude, no response at or inside it
	Curve    energy.Curve
	Up, Down energy.Watts // at a share of 1, below and above nominal; magnitudes
}

func even(nominal, band energy.Hertz, power energy.Watts, curve ...energy.Corner) Droop {
	return Droop{Nominal: nominal, DeadBand: band, Curve: curve, Up: power, Down: power}
}

// IEEE1547 returns the default frequency droop of IEEE 1547-2018 category II and
// III, table 24: (deviation - 0.036 Hz) / (nominal * 0.05) of rating.
func IEEE1547(nominal energy.Hertz, rating energy.Watts) Droop {
	const band energy.Hertz = 0.036
	return even(nominal, band, rating, energy.Corner{Away: band}, energy.Corner{Away: band + 0.05*nominal, Share: 1})
}

// FCR returns frequency containment of Continental Europe (EU 2017/1485): in
// proportion to the deviation, full at 200 mHz. Inside the 10 mHz that may be
// insensitive the home is on its own.
func FCR(power energy.Watts) Droop {
	return even(50, insensitive, power, energy.Corner{}, energy.Corner{Away: 0.2, Share: 1})
}

// DynamicContainment returns NESO's Dynamic Containment: 5 % at 0.2 Hz, full at
// 0.5 Hz, dead band 0.015 Hz.
func DynamicContainment(power energy.Watts) Droop {
	return even(50, 0.015, power, energy.Corner{Away: 0.015}, energy.Corner{Away: 0.2, Share: 0.05}, energy.Corner{Away: 0.5, Share: 1})
}

const (
	frequencyAge = 5 * time.Second // older than this the frequency has moved on
	// plausible is how far from nominal a public grid is still held together;
	// what reads further off is another scale, not a frequency.
	plausible energy.Hertz = 5
	// insensitive is what meters of frequency may miss (EU 2017/1485, annex V).
	insensitive energy.Hertz = 0.01
)

// Change returns the change of battery power asked at f, none inside the dead
// band and where f cannot be of this grid.
func (d Droop) Change(f energy.Hertz) energy.Want {
	off := f - d.Nominal
	size := max(off, -off)
	if !(d.Nominal > 0) || !(size > d.DeadBand && size <= plausible) {
		return energy.Want{}
	}
	share := energy.Watts(d.Curve.Share(size))
	if off > 0 {
		return wish(-(share * d.Down))
	}
	return wish(share * d.Up)
}

func (d Droop) response(f energy.Reading[energy.Hertz], now time.Time) energy.Want {
	f = f.Fresh(now, frequencyAge)
	hertz, _ := f.Value()
	if f.Quality() != energy.Good {
		return energy.Want{}
	}
	return d.Change(hertz)
}

// respond adds the response to what the home would do without it. Where nobody
// wishes, that is what the battery did when the frequency was last in its band.
func (d *Desk) respond(v *look, base energy.Want) energy.Want {
	change, responding := v.response.Power()
	if !responding {
		if battery, ok := v.snap.Battery.Value(); ok {
			d.calm = wish(battery)
		}
		return energy.Want{}
	}
	before, ok := base.Power()
	if !ok {
		before, _ = d.calm.Power()
	}
	return wish(before + change)
}
