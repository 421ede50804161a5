package estimate

import "time"

// tables are what one pass looks up.
type tables struct {
	loads, panels agedTable
	cuts          *cuts
	learned       uint32
}

func newTables() *tables { return &tables{cuts: newCuts()} }

// relearn is how often what was learned is taken into the tables.
const relearn = 600 * tick

// Pass estimates every home at now and adds all up the tree, from nothing: sums
// that are kept going would drift apart from their homes.
func (f *Fleet) Pass(now time.Time) {
	at := f.ticks(now)
	f.prepare(at)
	f.tree.clear()
	step, mask := at-f.passed, uint32(0)
	if f.passed == 0 {
		step = 0
	}
	if step < 10*tick {
		mask = 63
	}
	f.passed = at
	phase := (at / tick) & mask
	c := clockAt(at)
	p := pass{f: f, tables: f.tables, now: at, clock: c}
	a, b := f.profile[c.a], f.profile[c.b]
	for i := range f.homes {
		h := &f.homes[i]
		p.enter(h.row)
		if h.heard == noAge || at-h.heard > modelled {
			p.sum.states[Silent]++
			continue
		}
		p.judge(h, c.of(a[i], b[i]))
		if uint32(i)&mask == phase && at-h.heard > fresh {
			p.drain(h, step*(mask+1))
		}
		p.count(h)
	}
	f.tree.rollUp()
}

// prepare brings the regions and the tables to now, with what the last pass heard.
func (f *Fleet) prepare(at uint32) {
	if t := f.tables; t.learned == 0 || at-t.learned >= relearn {
		f.loads.table(&t.loads)
		f.panels.table(&t.panels)
		t.learned = at
	}
	f.hear(at)
	f.settle()
}

// hear gives each region what its live homes told in the last pass.
func (f *Fleet) hear(at uint32) {
	sky, draw := make([]told, len(f.regions)), make([]told, len(f.regions))
	for i := range f.tree.rows {
		if r := &f.tree.rows[i]; r.node < 0 {
			sky[r.region].add(&r.sum.skyTold)
			draw[r.region].add(&r.sum.drawTold)
		}
	}
	for i := range f.regions {
		r := &f.regions[i]
		sky[i].add(&r.sky.fresh)
		r.sky.fresh = told{}
		r.sky.hear(at, sky[i], f.skies)
		r.draw.hear(at, draw[i], f.draws)
	}
}

// enough homes tell what they share from what each does alone.
const enough = 4

// hear takes what live homes tell, where any of it is new, and goes on from there to
// now.
func (f *factor) hear(now uint32, t told, g *growth) {
	if t.newest > f.at && (t.homes >= enough || t.homes > 0 && f.at > 0) {
		f.told(t.newest, float32(t.sum/t.weight), float32(t.noise/(t.weight*t.weight)), g)
	}
	if f.at > 0 && now-f.at > goesOn {
		f.expect(now, g)
	}
}
