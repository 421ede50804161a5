package control

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Corner is a point of a droop curve: at so far from nominal, so much of the
// power.
type Corner struct {
	Deviation energy.Hertz // magnitude
	Share     energy.Ratio
}

// Droop is how a home answers the grid's frequency by itself: discharge more
// below nominal, charge more above, alike on both sides. Between corners, which
// come in order, the share is linear; past the last it stays. The zero Droop is
// off.
type Droop struct {
	Nominal  energy.Hertz // 0: off
	DeadBand energy.Hertz // magnitude, no response at or inside it
	Curve    [3]Corner
	Power    energy.Watts // at a share of 1
}

// IEEE1547 returns the default frequency droop of IEEE 1547-2018 category II and
// III, table 24: (deviation - 0.036 Hz) / (nominal * 0.05) of rating.
func IEEE1547(nominal energy.Hertz, rating energy.Watts) Droop {
	const band energy.Hertz = 0.036
	full := Corner{band + 0.05*nominal, 1}
	return Droop{Nominal: nominal, DeadBand: band, Power: rating, Curve: [3]Corner{{band, 0}, full, full}}
}

// FCR returns frequency containment of Continental Europe (EU 2017/1485): in
// proportion to the deviation, full at 200 mHz. Inside the 10 mHz that may be
// insensitive the home is on its own.
func FCR(power energy.Watts) Droop {
	full := Corner{0.2, 1}
	return Droop{Nominal: 50, DeadBand: 0.01, Power: power, Curve: [3]Corner{{0, 0}, full, full}}
}

// DynamicContainment returns NESO's Dynamic Containment: 5 % at 0.2 Hz, full at
// 0.5 Hz, dead band 0.015 Hz.
func DynamicContainment(power energy.Watts) Droop {
	return Droop{Nominal: 50, DeadBand: 0.015, Power: power, Curve: [3]Corner{{0.015, 0}, {0.2, 0.05}, {0.5, 1}}}
}

const (
	frequencyAge = 5 * time.Second // older than this the frequency has moved on
	// plausible is how far from nominal a public grid is still held together;
	// what reads further off is another scale, not a frequency.
	plausible energy.Hertz = 5
)

// Change returns the change of battery power asked at f, none inside the dead
// band and where f cannot be of this grid.
func (d Droop) Change(f energy.Hertz) energy.Want {
	off := f - d.Nominal
	size := max(off, -off)
	if !(d.Nominal > 0) || !(size > d.DeadBand && size <= plausible) {
		return energy.Want{}
	}
	p := energy.Watts(d.share(size)) * d.Power
	if off > 0 {
		p = -p
	}
	return wish(p)
}

func (d *Droop) share(size energy.Hertz) energy.Ratio {
	for i := 1; i < len(d.Curve); i++ {
		a, b := d.Curve[i-1], d.Curve[i]
		if size < b.Deviation {
			part := (max(size, a.Deviation) - a.Deviation) / (b.Deviation - a.Deviation)
			return a.Share + energy.Ratio(part)*(b.Share-a.Share)
		}
	}
	return d.Curve[len(d.Curve)-1].Share
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
