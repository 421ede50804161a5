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
	var s sum
	p, ok := f.judged(i, now, &s)
	if !ok {
		return One{}, false
	}
	o := One{Age: time.Duration(p.block.lanes[0].age) * time.Second / tick, State: p.state()}
	for q := range o.Powers {
		if m := &s.powers[q]; m.homes > 0 {
			o.Powers[q] = f.power(m, p.region)
		}
	}
	o.learned(f, p, &f.habits[i])
	return o, true
}

// judged makes a pass over one home, which it leaves as it is, into s.
func (f *Fleet) judged(i Slot, now time.Time, s *sum) (*pass, bool) {
	if !f.has(i) {
		return nil, false
	}
	p := &pass{f: f, tables: f.tables, now: f.ticks(now), region: f.regionOf(i), sum: s}
	h := f.homes[f.place[i]]
	if p.now-h.moved >= goesStale {
		c := p.region.zone.at(f.epoch, p.now)
		h.lookUp(&f.habits[i], &c)
	}
	if p.gather([]home{h}) == 0 {
		return nil, false
	}
	p.judge()
	return p, true
}

// state is that of the one home.
func (p *pass) state() State {
	for s, n := range p.sum.states {
		if n > 0 {
			return State(s)
		}
	}
	return Silent
}

func (f *Fleet) power(m *moments, r *region) Power {
	var c cumulants
	c.add(m, r)
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
