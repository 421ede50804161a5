package estimate

import (
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
	c := f.clocksOf(f.regionOf(i), now)
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
		t.f.rehearsalOf(t.i).load.reach(t.f.loads, h.heard, h.load, 1, bin)
	}
	d := float32(v) - t.usual.load
	t.each(&t.clocks.civil, func(u *usual, w float32) { u.learnLoad(d, w) })
}

func (t *teller) pv(told energy.Reading[energy.Watts]) {
	v, ok := told.Value()
	if !ok {
		if told.At().IsZero() {
			t.h.seen |= noPV
		}
		return
	}
	t.habits.most = max(t.habits.most, float32(v))
	r := t.f.regionOf(t.i)
	r.sun.tell(float32(v), t.habits.most)
	r.sky.replace(t.h, float32(v), t.usual.pv, t.habits.most)
	t.h.seen |= seenPV
	d := float32(v) - t.usual.pv
	down := t.down(float32(v))
	t.each(&t.clocks.solar, func(u *usual, w float32) { u.learnPV(d, w, down) })
}

// down is how fast what is usual of PV goes down: slowly, for clouds pass. Fast where
// no cloud takes as much, for the sun has set, and in a home's first day, for what is
// usual is that of others yet.
func (t *teller) down(v float32) float32 {
	if v < 0.1*t.usual.pv || t.habits.told < 24*3600*tick {
		return 1
	}
	return 0.075
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
