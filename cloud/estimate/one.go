package estimate

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// One is what is believed of one home.
type One struct {
	Powers [numQuantities]Power
	Age    time.Duration // of what it told last
	State  State
	bands  [numQuantities]*band
}

// One returns what is believed of a home at now; false where nothing is.
func (f *Fleet) One(i Slot, now time.Time) (One, bool) {
	h, at := &f.homes[i], f.ticks(now)
	if h.heard == noAge || at < h.heard || at-h.heard > modelled {
		return One{}, false
	}
	c := clockAt(at)
	p := pass{f: f, tables: f.tables, now: at, clock: c}
	p.enter(h.row)
	u := f.usualAt(i, c)
	p.judge(h, u)
	o := One{Age: time.Duration(p.age) * time.Second / tick}
	for q := range o.Powers {
		if g := &p.power[q]; g.seen {
			o.Powers[q] = f.power(g, p.region)
		}
	}
	o.learned(f, &p, h, u)
	return o, true
}

func (f *Fleet) power(g *guess, r *region) Power {
	var c cumulants
	c.add(&moments{
		mean: float64(g.mean), two: float64(g.two), three: float64(g.three), four: float64(g.four),
		sky: float64(g.sky), draw: float64(g.draw),
	}, r)
	return c.power(1, f.shape)
}

// Interval returns the range that holds a power with probability level: as learned
// where that is one of 50, 80, 90 and 99 %, else by the law of its moments.
func (o *One) Interval(q Quantity, level energy.Ratio) energy.Envelope {
	if b := o.bands[q]; b != nil {
		for i, p := range levels[numLevels/2+1:] {
			if d := p - float64(1+level)/2; d < 1e-6 && d > -1e-6 {
				return within(q, energy.Envelope{Min: b[numLevels/2-1-i], Max: b[numLevels/2+1+i]})
			}
		}
	}
	return within(q, o.Powers[q].Interval(level))
}

// resolution is that of the powers told: devices count whole watts.
const resolution energy.Watts = 1

// within adds what devices do not resolve and leaves out what cannot be: a load that
// generates, PV that draws.
func within(q Quantity, e energy.Envelope) energy.Envelope {
	e.Min, e.Max = e.Min-resolution, e.Max+resolution
	switch q {
	case PV:
		return energy.Envelope{Min: max(-resolution, e.Min), Max: max(resolution, e.Max)}
	case Load:
		return energy.Envelope{Min: min(-resolution, e.Min), Max: min(resolution, e.Max)}
	}
	return e
}
