package estimate

// judgeBatteries: under an order a battery is at its target, or on its way there; else
// it keeps the connection at 0 W inside its limits, so that its error is the opposite
// of those of load and PV as far as it can follow, and the grid's is what it cannot.
func (p *pass) judgeBatteries() {
	homes, lanes := p.block.rows()
	sky, draw := p.air.sky.variance, p.air.draw.variance
	for i := range homes {
		h, l := &homes[i], &lanes[i]
		l.own = 5e-5 * (h.charge*h.charge + h.discharge*h.discharge)
		if p.now < h.until && l.age < goesOn {
			p.commanded(h, l)
			continue
		}
		need := -(l.load.mean + l.pv.mean + h.rest)
		common := l.sky*l.sky*sky + l.draw*l.draw*draw
		alone := l.load.two + l.pv.two
		two := alone + common + 1e-3
		off := h.off * p.tables.fade[l.index%numAges]
		if h.until != 0 {
			off = 0
		}
		l.battery.mean = off
		l.own += off * off / 4
		up, down := h.discharge-need, need+h.charge
		if up > 0 && down > 0 && up*up > cutEnd*cutEnd*two && down*down > cutEnd*cutEnd*two {
			l.battery.mean += need
			l.battery.two, l.battery.three, l.battery.four = alone+l.own, -(l.load.three + l.pv.three), l.load.four+l.pv.four
			l.follows, l.two, l.four = 1, l.own, 0
			continue
		}
		p.bent(l, need, up, down, common, two)
	}
	p.addBatteries()
}

// bent is a battery whose limits may bind.
func (p *pass) bent(l *lane, need, up, down, common, two float32) {
	s := root(two)
	per := 1 / s
	low, high := p.tables.cuts.at(-down*per), p.tables.cuts.at(-up*per)
	follows := 1 - low.below - high.below
	shift := low.mean - high.mean
	left := max(0, two*(1+low.two+high.two-shift*shift))
	four := l.load.four + l.pv.four
	l.battery.mean += need + s*shift
	l.battery.two = max(0, left-follows*follows*common) + l.own
	l.battery.three = -follows * (l.load.three + l.pv.three)
	l.battery.four = bentTails(four, left, follows)
	l.follows = follows
	l.two = max(0, left+two-2*follows*two-(1-follows)*(1-follows)*common) + l.own
	l.four = bentTails(four, l.two, 1-follows)
}

// bentTails is the fourth cumulant of the share of an error that gets through a
// limit: all of it where the share is 1, and where half gets through that of half a
// normal, of excess kurtosis 2.4.
func bentTails(four, two, share float32) float32 {
	return share*share*share*share*four + 9.6*share*(1-share)*two*two
}

// commanded is a battery that does as it is told: what is left of its way is known
// to a half.
func (p *pass) commanded(h *home, l *lane) {
	left := h.off * p.f.lags[h.lag%numLags][l.age]
	l.own += left * left / 4
	l.battery = guess{mean: min(max(h.target, -h.charge), h.discharge) + left, two: l.own}
	l.follows, l.two, l.four = 0, l.load.two+l.pv.two+l.own, l.load.four+l.pv.four
}

// addBatteries adds batteries up, and with them the grid where every home of the block
// told of all: what a battery does not follow reaches the grid.
func (p *pass) addBatteries() {
	var mean, two, three, four, sky, draw, rest, gridTwo, gridFour float64
	homes, lanes := p.block.rows()
	count := 0
	for i := range homes {
		h, l := &homes[i], &lanes[i]
		if h.seen&seenBattery == 0 {
			continue
		}
		mean += float64(l.battery.mean)
		two += float64(l.battery.two)
		three += float64(l.battery.three)
		four += float64(l.battery.four)
		sky -= float64(l.follows * l.sky)
		draw -= float64(l.follows * l.draw)
		rest += float64(h.rest)
		gridTwo += float64(l.two)
		gridFour += float64(l.four)
		count++
	}
	battery := moments{mean: mean, two: two, three: three, four: four, sky: sky, draw: draw, homes: count}
	p.sum.powers[Battery].add(&battery)
	load, pv := &p.block.load, &p.block.pv
	if count < len(homes) || load.homes < count || pv.homes < count {
		p.addGrids()
		return
	}
	p.sum.powers[Grid].add(&moments{
		mean: load.mean + pv.mean + mean + rest, two: gridTwo, three: load.three + pv.three + three, four: gridFour,
		sky: pv.sky + sky, draw: load.draw + draw, homes: count,
	})
}

// addGrids adds up the homes that told of all.
func (p *pass) addGrids() {
	var m moments
	homes, lanes := p.block.rows()
	for i := range homes {
		h, l := &homes[i], &lanes[i]
		if h.seen&(seenLoad|seenBattery) != seenLoad|seenBattery || h.seen&(seenPV|noPV) == 0 {
			continue
		}
		rest := 1 - l.follows
		m.add(&moments{
			mean: float64(l.load.mean + l.pv.mean + l.battery.mean + h.rest), two: float64(l.two), four: float64(l.four),
			three: float64(l.load.three + l.pv.three + l.battery.three), sky: float64(rest * l.sky), draw: float64(rest * l.draw), homes: 1,
		})
	}
	p.sum.powers[Grid].add(&m)
}
