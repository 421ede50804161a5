package estimate

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Report is what a home told of itself, as a twin keeps it.
type Report struct {
	At       time.Time // when it was so, on the fleet's clock
	Snapshot energy.Snapshot
	Order    energy.Want     // battery power in force by an order
	Left     time.Duration   // of the order
	Answers  bool            // it may be commanded
	Deadband energy.Deadband // what it leaves out from now on; zero for nothing
	Lag      time.Duration   // of its battery behind an order; 0 where that is to be learned
}

// late is how long after its heartbeat a report may come.
const late = 5 * tick

// Tell applies a report and learns from it. One that is not later than what is known
// changes nothing.
func (f *Fleet) Tell(i Slot, r *Report) {
	if !f.has(i) {
		return
	}
	h, habits, now := &f.homes[f.place[i]], &f.habits[i], f.ticks(r.At)
	if h.heard != noAge && now <= h.heard {
		return
	}
	if h.seen.has(rehearses) && h.heard != noAge {
		f.surprise(i, r)
	}
	since := uint32(60 * tick)
	if h.heard != noAge {
		since = now - h.heard
	}
	kept := h.seen & (counted | news | rehearses)
	h.heard, h.moved, h.holds, h.seen = now, now, 0, kept
	if r.Answers {
		h.seen |= answers
	}
	if r.Deadband.On() {
		h.holds = now + ticksOf(r.Deadband.Heartbeat) + late
	}
	c := f.regionOf(i).zone.at(f.epoch, now)
	t := teller{f: f, i: i, h: h, habits: habits, clocks: &c, usual: habits.usualAt(&c)}
	t.visit(min(since, 300*tick))
	t.load(r.Snapshot.Load)
	t.pv(r.Snapshot.PV)
	h.tellBattery(&r.Snapshot, habits)
	h.tellOrder(now, r, habits, since)
	h.tellRest(&r.Snapshot)
	h.tellSlack(r)
	h.lookUp(habits, &c)
}

func ticksOf(d time.Duration) uint32 {
	return uint32(min(max(d, 0), 24*time.Hour) / (time.Second / tick))
}

// tellSlack notes the variance of a power that may be anywhere within the deadband: a
// third of its square.
func (h *home) tellSlack(r *Report) {
	h.slack = 0
	if load, ok := r.Snapshot.Load.Value(); ok && r.Deadband.On() {
		band := float32(r.Deadband.PowerAt(load))
		h.slack = band * band / 3
	}
}

// teller is a home that tells something.
type teller struct {
	f      *Fleet
	i      Slot
	h      *home
	habits *habits
	clocks *clocks
	usual  usual
	weight float32 // of what it tells against what is usual
}

// days are how many days are remembered of each hour.
const days = 8

// visit finds by how much what is told after so long moves what is usual.
func (t *teller) visit(elapsed uint32) {
	visits := 1 + float32(t.habits.told)/(24*3600*tick)
	t.habits.told = min(t.habits.told+elapsed, days*24*3600*tick)
	t.weight = float32(elapsed) / (3600 * tick) / visits
}

// each lets learn move the two hours that c lies between, by their shares.
func (t *teller) each(c *clock, learn func(u *usual, w float32)) {
	learn(&t.habits.usual[c.a], min(t.weight*(1-c.w), 0.5))
	learn(&t.habits.usual[c.b], min(t.weight*c.w, 0.5))
}

func (t *teller) load(told energy.Reading[energy.Watts]) {
	v, ok := told.Value()
	if !ok {
		return
	}
	h := t.h
	h.seen |= seenLoad
	h.load = (float32(v) - t.usual.load) / t.usual.spread
	bin := binOf(h.load, 1)
	h.bins = h.bins/numBins*numBins + bin
	if h.seen&rehearses != 0 {
		t.f.rehearsalOf(t.i).load.reach(t.f.loads, h.heard, h.load, bin)
	}
	t.each(&t.clocks.civil, func(u *usual, w float32) { u.learnLoad(float32(v), w) })
}

func (t *teller) pv(told energy.Reading[energy.Watts]) {
	v, ok := told.Value()
	if !ok {
		if told.At().IsZero() {
			t.h.seen |= noPV
		}
		return
	}
	t.f.regionOf(t.i).sky.replace(t.h, float32(v), t.usual.pv)
	t.h.seen |= seenPV
	t.each(&t.clocks.solar, func(u *usual, w float32) { u.learnPV(float32(v), w) })
}

// replace puts what a home tells of its PV now in the place of what it told before.
func (f *factor) replace(h *home, v, usual float32) {
	if h.seen.has(counted) {
		f.fresh.take(h, -1)
		h.seen &^= counted | news
	}
	if usual > daylight {
		h.ratio = v/usual - 1
		h.seen |= counted | news
		f.fresh.take(h, 1)
	}
}

func (t *told) take(h *home, sign float64) {
	t.sum += sign * float64(h.ratio)
	t.weight += sign
	t.noise += sign * float64(h.sway*h.sway)
	t.homes += int(sign)
	if sign > 0 {
		t.newest = max(t.newest, h.heard)
	}
}

// settle says of all homes that told of their PV since the last pass how far they are
// beyond their region's sky, which is known only when all have told.
func (p *pass) settle(from int) {
	sky := p.region.sky.then
	for i := range p.block.homes {
		h := &p.block.homes[i]
		if h.seen&news == 0 {
			continue
		}
		h.seen &^= news
		h.pv = h.ratio - sky
		x := h.pv / h.sway
		bin := binOf(x, 1)
		h.bins = h.bins%numBins + numBins*bin
		if h.seen&rehearses != 0 {
			p.f.rehearsalOf(p.f.who[from+i]).pv.reach(p.f.panels, h.heard, x, bin)
		}
		const memory = 1.0 / 2000
		h.sway = max(0.03, root(h.sway*h.sway*(1-memory)+memory*h.pv*h.pv))
	}
}

// daylight is the usual PV, W, below which its index says nothing.
const daylight = 60

// learnLoad follows mean and spread. A spread below a quarter of the mean is no
// household's.
func (u *usual) learnLoad(v, w float32) {
	d := v - u.load
	u.load += w * d
	s := u.spread*u.spread + w/2*(d*d-u.spread*u.spread)
	u.spread = max(float32(math.Sqrt(float64(s))), 30, 0.25*float32(math.Abs(float64(u.load))))
}

// learnPV follows what PV gives under a clear sky: the expectile of 0.93 (Newey and
// Powell 1987), which goes up fast and down slowly. Shares of it are alike from
// week to week, when shares of the mean are not.
func (u *usual) learnPV(v, w float32) {
	if v < u.pv {
		w *= 0.075
	}
	u.pv += min(2*w, 1) * (v - u.pv)
}

func (h *home) tellBattery(s *energy.Snapshot, habits *habits) {
	if _, ok := s.Battery.Value(); ok {
		h.seen |= seenBattery
	}
	soc, ok := s.SoC.Value()
	capacity, ok2 := s.Capacity.Value()
	charge, ok3 := s.MaxCharge.Value()
	discharge, ok4 := s.MaxDischarge.Value()
	if !ok || !ok2 || !ok3 || !ok4 {
		return
	}
	h.seen |= seenEnergy
	h.capacity, h.energy = float32(max(0, capacity)), float32(min(max(soc, 0), 1))*float32(max(0, capacity))
	h.charge, h.discharge = float32(max(0, charge)), float32(max(0, discharge))
	habits.charge, habits.discharge = h.charge, h.discharge
	h.doubt = gauge * gauge * h.capacity * h.capacity
}

// gauge is the standard error of a told state of charge.
const gauge = 0.01

// tellRest notes what the sum of the devices leaves of the grid connection, and what
// the battery's own mode leaves of the battery.
func (h *home) tellRest(s *energy.Snapshot) {
	h.rest = 0
	grid, ok := s.Grid.Value()
	load, ok2 := s.Load.Value()
	battery, ok3 := s.Battery.Value()
	pv, _ := s.PV.Value()
	if !ok || !ok2 || !ok3 || h.seen&(seenPV|noPV) == 0 {
		return
	}
	h.rest = float32(grid - battery - load - pv)
	if h.until == 0 {
		own := energy.Envelope{Min: energy.Watts(-h.charge), Max: energy.Watts(h.discharge)}.Clamp(-load - pv - energy.Watts(h.rest))
		h.off = float32(battery - own)
	}
}
