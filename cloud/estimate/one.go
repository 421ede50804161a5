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
	p, ok := f.believed(i, now, &s)
	if !ok {
		return One{}, false
	}
	o := One{Age: time.Duration(p.block.lanes[0].age) * time.Second / tick, State: p.state()}
	for q := range o.Powers {
		if m := &s.powers[q]; m.homes > 0 {
			o.Powers[q] = f.power(m, p.air)
		}
	}
	for q, b := range f.bands(p, &f.habits[i]) {
		if b != nil {
			o.bands[q] = f.near[singleKind(p.block.lanes[0].age)].stretched(Quantity(q), b)
		}
	}
	return o, true
}

// judged makes a pass over home i as h, which it leaves as it is, into s.
func (f *Fleet) judged(h *home, i Slot, a *air, now time.Time, s *sum) (*pass, bool) {
	p := &f.single
	p.f, p.tables, p.now, p.region, p.air, p.sum = f, f.tables, f.ticks(now), f.regionOf(i), a, s
	row := f.one[:]
	row[0] = *h
	if p.now-h.moved >= goesStale {
		c := f.clocksOf(p.region, p.now)
		row[0].lookUp(&f.habits[i], &c)
	}
	if p.gather(row) == 0 {
		return nil, false
	}
	p.judge()
	return p, true
}

// believed judges home i as it is.
func (f *Fleet) believed(i Slot, now time.Time, s *sum) (*pass, bool) {
	if !f.has(i) {
		return nil, false
	}
	return f.judged(&f.homes[f.place[i]], i, &f.regionOf(i).air, now, s)
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

func (f *Fleet) power(m *moments, a *air) Power {
	var c cumulants
	c.add(m, a, scale{1, 1})
	return c.power(1, f.shape)
}

// Interval returns the range that holds a power with probability level: as learned
// where that is one of 0, 50, 80, 90 and 99 %, else by the law of its moments.
func (o *One) Interval(q Quantity, level energy.Ratio) energy.Envelope {
	if b := o.bands[q]; b != nil {
		for i, p := range levels[numLevels/2:] {
			if d := p - float64(1+level)/2; d < 1e-6 && d > -1e-6 {
				return within(q, energy.Envelope{Min: b[numLevels/2-i], Max: b[numLevels/2+i]})
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
