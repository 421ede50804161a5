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
	Order    energy.Want   // battery power in force by an order
	Left     time.Duration // of the order
	Answers  bool          // it may be commanded
}

// Tell applies a report and learns from it. One that is not later than what is known
// changes nothing.
func (f *Fleet) Tell(i Slot, r *Report) {
	h, now := &f.homes[i], f.ticks(r.At)
	if h.heard != noAge && now <= h.heard {
		return
	}
	elapsed := uint32(60 * tick)
	if h.heard != noAge {
		elapsed = min(now-h.heard, 300*tick)
	}
	s := &r.Snapshot
	h.heard, h.seen, h.answers = now, 0, r.Answers
	f.tellLoad(i, h, s.Load, elapsed)
	f.tellPV(i, h, s.PV, elapsed)
	h.tellBattery(s)
	h.tellOrder(now, r)
	h.tellRest(s)
}

func (f *Fleet) tellLoad(i Slot, h *home, told energy.Reading[energy.Watts], elapsed uint32) {
	v, ok := told.Value()
	if !ok {
		return
	}
	h.seen |= seenLoad
	c := clockAt(h.heard)
	u := f.usualAt(i, c)
	h.load = (float32(v) - u.load) / u.spread
	h.loadBin = binOf(h.load, 1)
	if r := f.rehearse[i]; r != nil {
		r.load.reach(f.loads, h.heard, h.load, h.loadBin)
	}
	f.each(i, c, elapsed, func(u *usual, w float32) { u.learnLoad(float32(v), w) })
}

func (f *Fleet) tellPV(i Slot, h *home, told energy.Reading[energy.Watts], elapsed uint32) {
	v, ok := told.Value()
	if !ok {
		if told.At().IsZero() {
			h.seen |= noPV
		}
		return
	}
	u := f.usualAt(i, clockAt(h.heard))
	f.regions[f.tree.rows[h.row].region].sky.replace(h, float32(v), u.pv)
	h.seen |= seenPV
	if u.pv > daylight {
		f.waiting = append(f.waiting, i)
	}
	f.each(i, clockAt(h.heard), elapsed, func(u *usual, w float32) { u.learnPV(float32(v), w) })
}

// replace puts what a home tells of its PV now in the place of what it told before.
func (f *factor) replace(h *home, v, usual float32) {
	if h.counted {
		f.fresh.take(h, -1)
	}
	h.counted = usual > daylight
	if h.counted {
		h.ratio = v/usual - 1
		f.fresh.take(h, 1)
	}
}

func (t *told) take(h *home, sign float64) {
	t.sum += sign * float64(h.ratio)
	t.weight += sign
	t.noise += sign * float64(h.pvSpread*h.pvSpread)
	t.homes += int(sign)
	if sign > 0 {
		t.newest = max(t.newest, h.heard)
	}
}

// settle says of all homes that told of their PV since the last pass how far they are
// beyond their region's sky, which is known only when all have told.
func (f *Fleet) settle() {
	for _, i := range f.waiting {
		h := &f.homes[i]
		h.pv = h.ratio - f.regions[f.tree.rows[h.row].region].sky.then
		x := h.pv / h.pvSpread
		h.pvBin = binOf(x, 1)
		if r := f.rehearse[i]; r != nil {
			r.pv.reach(f.panels, h.heard, x, h.pvBin)
		}
		const memory = 1.0 / 2000
		h.pvSpread = max(0.03, root(h.pvSpread*h.pvSpread*(1-memory)+memory*h.pv*h.pv))
	}
	f.waiting = f.waiting[:0]
}

// daylight is the usual PV, W, below which its index says nothing.
const daylight = 60

// days are how many days are remembered of each hour.
const days = 8

// each lets learn move the two hours that c lies between, by their shares of the
// time elapsed over the days remembered.
func (f *Fleet) each(i Slot, c clock, elapsed uint32, learn func(u *usual, w float32)) {
	visits := 1 + float32(f.told[i])/(24*3600*tick)
	f.told[i] = min(f.told[i]+elapsed, days*24*3600*tick)
	w := float32(elapsed) / (3600 * tick) / visits
	learn(&f.profile[c.a][i], min(w*(1-c.w), 0.5))
	learn(&f.profile[c.b][i], min(w*c.w, 0.5))
}

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

func (h *home) tellBattery(s *energy.Snapshot) {
	if v, ok := s.Battery.Value(); ok {
		h.battery = float32(v)
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
	h.doubt = gauge * gauge * h.capacity * h.capacity
}

// gauge is the standard error of a told state of charge.
const gauge = 0.01

func (h *home) tellOrder(now uint32, r *Report) {
	h.until = 0
	if p, ok := r.Order.Power(); ok && r.Left > 0 {
		h.target, h.until = float32(p), now+uint32(min(r.Left, 24*time.Hour)/(time.Second/tick))
	}
}

// tellRest notes what the sum of the devices leaves of the grid connection, and what
// the battery's own mode leaves of the battery.
func (h *home) tellRest(s *energy.Snapshot) {
	h.rest, h.off = 0, 0
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
