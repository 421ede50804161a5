package estimate

import "time"

// pass is one walk over all homes.
type pass struct {
	f      *Fleet
	tables *tables
	now    uint32
	region *region
	air    *air // what its homes share
	who    []Slot
	sum    *sum
	block  block
}

// tables are what one pass looks up.
type tables struct {
	loads, panels agedTable
	cuts          *cuts
	sorter        sorter
	fade          [numAges]float32 // of what a battery did beyond its mode: it stands for half a minute
	learned       uint32
}

func newTables() *tables {
	t := &tables{cuts: newCuts()}
	for i := range t.fade[:ageIndex(30*tick)+1] {
		t.fade[i] = 1
	}
	return t
}

// relearn is how often what was learned is taken into the tables.
const relearn = 600 * tick

// Pass estimates every home at now and adds all up the tree, from nothing: sums
// that are kept going would drift apart from their homes.
func (f *Fleet) Pass(now time.Time) {
	f.arrange()
	p := &f.pass
	p.f, p.tables, p.now = f, f.tables, f.ticks(now)
	f.tune(wasLive)
	f.examine()
	f.prepare(p.now)
	f.hide()
	p.who = f.who
	f.tree.clear()
	for i := range f.runs {
		r := &f.runs[i]
		row := &f.tree.rows[r.cell]
		p.region, p.sum = &f.regions[row.region], &row.sum
		p.air = &p.region.air
		p.walk(r.from, r.to)
	}
	f.tree.rollUp()
}

// walk goes over homes of one cell from place to place.
func (p *pass) walk(from, to int) {
	for from < to {
		n := p.gather(p.f.homes[from:to])
		if n == 0 {
			p.sum.states[Silent]++
			from++
			continue
		}
		p.lookUp(from)
		if p.block.any&news != 0 {
			p.settle(from)
		}
		p.judge()
		p.offer()
		p.listen()
		p.drain(from)
		from += n
	}
}

// lookUp takes what is usual by now, of homes where that is some time ago.
func (p *pass) lookUp(from int) {
	b := &p.block
	for _, i := range b.due[:b.dues] {
		b.homes[i].lookUp(&p.f.habits[p.who[from+int(i)]], &p.region.clocks)
	}
}

func (h *home) lookUp(habits *habits, c *clocks) {
	h.now, h.reach = habits.usualAt(c), c.reach*habits.line(&c.solar)
	if h.seen&noPV != 0 {
		h.now.pv, h.reach = 0, 0
	}
}

// drain moves the energy of the same homes on, where they are silent.
func (p *pass) drain(from int) {
	b := &p.block
	for _, i := range b.due[:b.dues] {
		h, l := &b.homes[i], &b.lanes[i]
		if l.age > fresh && h.capacity > 0 {
			habits := &p.f.habits[p.who[from+int(i)]]
			h.drain(l, max(habits.charge, habits.discharge), p.air.sky.variance, p.now-h.moved)
		}
		h.moved = p.now
	}
}

// drain moves energy on by what the battery is believed to do, with 5 % lost either
// way, and its limits with it: full power between a twentieth and nine tenths of
// charge, as that of a told state. The errors of an hour are one; those of different
// hours add up as squares (Uhlenbeck and Ornstein 1930: variance of the integral).
func (h *home) drain(l *lane, rating, sky float32, step uint32) {
	hours := float32(step) / (3600 * tick)
	lost := float32(1.05)
	if l.battery.mean < 0 {
		lost = 0.95
	}
	h.energy = min(max(h.energy-lost*l.battery.mean*hours, 0), h.capacity)
	shared := l.follows * l.sky
	two := l.battery.two + shared*shared*sky
	h.doubt = min(h.doubt+2*two*hours*min(float32(l.age)/(3600*tick), 1), h.capacity*h.capacity/12)
	h.limit(rating)
}

func (h *home) limit(rating float32) {
	if h.capacity > 0 {
		h.discharge = rating * min(1, h.energy/(0.05*h.capacity))
		h.charge = rating * min(1, (h.capacity-h.energy)/(0.1*h.capacity))
	}
}

// prepare brings the regions and the tables to now, with what the last pass heard.
func (f *Fleet) prepare(at uint32) {
	if t := f.tables; t.learned == 0 || at-t.learned >= relearn {
		f.loads.table(&t.loads, &t.sorter)
		f.panels.table(&t.panels, &t.sorter)
		t.learned = at
	}
	for i := range f.regions {
		r := &f.regions[i]
		r.clocks = f.clocksOf(r, at)
		r.sun.look(at, &r.clocks.solar)
		r.falls = r.sun.falls(&r.clocks.solar)
		r.sky.hear(at, f.skies)
		r.draw.hear(at, f.draws)
		for _, a := range []*air{&r.air, &r.rest, &r.dark} {
			a.sky.expect(at, f.skies)
			a.draw.expect(at, f.draws)
		}
	}
}
