package estimate

// pass is one walk over all homes.
type pass struct {
	f      *Fleet
	tables *tables
	now    uint32
	clock  clock
	row    uint32
	region *region
	sum    *sum

	age               uint32
	index             int
	usual             usual
	power             [numQuantities]guess
	charge, discharge float32
	ownTwo            float32 // of the battery alone
}

// guess is what is believed of one power: mean, the cumulants of its own error, and
// by how much it moves with the errors of sky and draw.
type guess struct {
	mean, two, three, four float32
	sky, draw              float32
	seen                   bool
}

func (p *pass) enter(row uint32) {
	if p.sum == nil || p.row != row {
		r := &p.f.tree.rows[row]
		p.row, p.region, p.sum = row, &p.f.regions[r.region], &r.sum
	}
}

// judge estimates the four powers of a home that was heard.
func (p *pass) judge(h *home, u usual) {
	p.age = p.now - h.heard
	p.index = ageIndex(p.age)
	p.usual = u
	p.judgeLoad(h, u)
	p.judgePV(h, u)
	p.limits(h)
	p.judgeBattery(h)
}

// judgeLoad: what is usual, with what all draw more now, and what is left of what it
// last drew beyond both. Errors of its last report are in the error of the factor
// as well, and cancel as far as it still stands for now.
func (p *pass) judgeLoad(h *home, u usual) {
	g, r := &p.power[Load], &p.region.draw
	a := &p.tables.loads.moments[p.index][h.loadBin&3]
	s2 := u.spread * u.spread
	g.seen = h.seen&seenLoad != 0
	g.mean = u.load*(1+(1-a.keep)*r.value) + u.spread*(a.keep*h.load+a.shift)
	g.two, g.three, g.four = s2*a.two, s2*u.spread*a.three, s2*s2*a.four
	g.draw = (1 - a.keep) * u.load
}

// judgePV: the usual times the region's index and the home's own share of it. What the
// sky was mistaken in when the home last told is in the home's share as well, and
// cancels as far as that still stands; what it did since does not.
func (p *pass) judgePV(h *home, u usual) {
	g, r := &p.power[PV], &p.region.sky
	if h.seen&noPV != 0 {
		*g = guess{seen: true}
		return
	}
	a := &p.tables.panels.moments[p.index][h.pvBin&3]
	s := u.pv * h.pvSpread
	s2 := s * s
	index := 1 + r.value + a.keep*h.pv + h.pvSpread*a.shift
	g.seen = h.seen&seenPV != 0
	g.mean = u.pv * max(index, 0)
	g.two, g.three, g.four = s2*a.two, s2*s*a.three, s2*s2*a.four
	g.sky = u.pv * (r.since + (1-r.since)*(1-a.keep))
}

// limits are those told, and for a silent home those of what energy it has left by
// now: full power between a twentieth and nine tenths of charge.
func (p *pass) limits(h *home) {
	p.charge, p.discharge = h.charge, h.discharge
	if p.age > 60*tick && h.capacity > 0 {
		rating := max(h.charge, h.discharge)
		p.discharge = rating * min(1, h.energy/(0.05*h.capacity))
		p.charge = rating * min(1, (h.capacity-h.energy)/(0.1*h.capacity))
	}
}

// judgeBattery: under an order it is at its target; else it keeps the connection at
// 0 W inside its limits, so that its error is the opposite of those of load and PV
// as far as it can follow, and the grid's is what it cannot.
func (p *pass) judgeBattery(h *home) {
	load, pv, bat, grid := &p.power[Load], &p.power[PV], &p.power[Battery], &p.power[Grid]
	rating := max(h.charge, h.discharge)
	own := 1e-4 * rating * rating
	if p.now < h.until && p.age < goesOn {
		*bat = guess{mean: min(max(h.target, -p.charge), p.discharge), two: own, seen: h.seen&seenBattery != 0}
		p.joinGrid(h, 0, own)
		return
	}
	r := p.region
	need := -(load.mean + pv.mean + h.rest)
	two := load.two + pv.two + pv.sky*pv.sky*r.sky.variance + load.draw*load.draw*r.draw.variance + 1e-3
	s := root(two)
	per := 1 / s
	low, high := p.tables.cuts.at((-p.charge-need)*per), p.tables.cuts.at((need-p.discharge)*per)
	follows := 1 - low.below - high.below
	shift := low.mean - high.mean
	left := max(0, two*(1+low.two+high.two-shift*shift))
	bat.mean = need + s*shift
	if p.age < 30*tick {
		bat.mean += h.off
		own += h.off * h.off / 4
	}
	common := two - load.two - pv.two
	bat.two = max(0, left-follows*follows*common) + own
	bat.sky, bat.draw = -follows*pv.sky, -follows*load.draw
	bat.three = -follows * (load.three + pv.three)
	bat.four = bentTails(load.four+pv.four, left, follows)
	bat.seen = h.seen&seenBattery != 0
	p.ownTwo = own
	p.joinGrid(h, follows, own)
	grid.two = max(0, left+two-2*follows*two-(1-follows)*(1-follows)*common) + own
	grid.four = bentTails(load.four+pv.four, grid.two, 1-follows)
}

// bentTails is the fourth cumulant of the share of an error that gets through a
// limit: all of it where the share is 1, and where half gets through that of half a
// normal, of excess kurtosis 2.4.
func bentTails(four, two, share float32) float32 {
	return share*share*share*share*four + 9.6*share*(1-share)*two*two
}

// joinGrid sums the home up: what the battery does not follow reaches the grid.
func (p *pass) joinGrid(h *home, follows, own float32) {
	load, pv, bat, grid := &p.power[Load], &p.power[PV], &p.power[Battery], &p.power[Grid]
	rest := 1 - follows
	grid.mean = load.mean + pv.mean + bat.mean + h.rest
	grid.two = load.two + pv.two + own
	grid.four = load.four + pv.four
	grid.three = rest * (load.three + pv.three)
	grid.sky, grid.draw = pv.sky+bat.sky, load.draw+bat.draw
	grid.seen = load.seen && pv.seen && bat.seen
}

// drain moves the energy of a silent home on by what its battery is believed to do,
// with 5 % lost either way. The errors of an hour are one; those of different hours
// add up as squares (Uhlenbeck and Ornstein 1930: variance of the integral).
func (p *pass) drain(h *home, step uint32) {
	hours := float32(step) / (3600 * tick)
	b := &p.power[Battery]
	lost := float32(1.05)
	if b.mean < 0 {
		lost = 0.95
	}
	h.energy = min(max(h.energy-lost*b.mean*hours, 0), h.capacity)
	two := b.two + b.sky*b.sky*p.region.sky.variance
	h.doubt = min(h.doubt+2*two*hours*min(float32(p.age)/(3600*tick), 1), h.capacity*h.capacity/12)
}
