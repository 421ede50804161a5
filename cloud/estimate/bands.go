package estimate

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// band is what was learned of the error's quantiles themselves. Those of one home
// are of no law that has a name: mostly it goes on as it was.
type band [numLevels]energy.Watts

// bands are those of a home's powers; nil where nothing was learned of one.
type bands [numQuantities]*loose

// loose is a band that is made of what is sure of it and of what is to be learned.
type loose struct{ sure, more band }

// around is all to be learned but the middle.
func (b *band) around() *loose {
	l, middle := &loose{}, b[numLevels/2]
	for i := range b {
		l.sure[i], l.more[i] = middle, b[i]-middle
	}
	return l
}

// bands of a home that was judged. Load and PV have those learned. Its battery and
// its grid connection are monotone in the two together, so their quantiles are
// those of that sum put through what the battery does with it.
func (f *Fleet) bands(p *pass, habits *habits) (out bands) {
	h, lane := &p.block.homes[0], &p.block.lanes[0]
	c := f.clocksOf(p.region, p.now)
	h.lookUp(habits, &c)
	l, v, u := &f.tables.loads, &f.tables.panels, &h.now
	loadBin, pvBin := h.bins%numBins, h.bins/numBins%numBins
	load := bandOf(&l.quantiles[lane.index][loadBin], u.load+u.spread*l.hold[lane.index][loadBin]*h.load, u.spread)
	load.widen(lane.load.two, lane.draw*lane.draw*p.air.draw.variance)
	pv := band{}
	if h.seen&seenPV != 0 {
		at := u.pv * (1 + p.air.sky.value + v.hold[lane.index][pvBin]*h.pv)
		pv = bandOf(&v.quantiles[lane.index][pvBin], at, h.reach*h.sway*p.air.sky.stir)
		pv.widen(lane.pv.two, lane.sky*lane.sky*p.air.sky.variance)
		out[PV] = pv.around()
	}
	out[Load] = &loose{sure: load}
	if p.now < h.until && lane.age < goesOn {
		return out
	}
	sum := load.plus(&pv)
	own := math.Sqrt(float64(lane.own))
	low, high := energy.Watts(-h.charge), energy.Watts(h.discharge)
	var battery, grid loose
	for i := range sum {
		need := -(sum[numLevels-1-i] + energy.Watts(h.rest))
		follows := min(max(need, low), high)
		slip := energy.Watts(own * normals[i])
		battery.sure[i], battery.more[i] = follows, slip
		grid.sure[numLevels-1-i], grid.more[numLevels-1-i] = follows-need, -slip
	}
	out[Battery], out[Grid] = &battery, &grid
	return out
}

func bandOf(q *[numLevels]float32, from, spread float32) (b band) {
	for i, x := range q {
		b[i] = energy.Watts(from + x*spread)
	}
	return b
}

// widen makes room for what the region's error adds to the home's own.
func (b *band) widen(own, shared float32) {
	if own <= 0 {
		return
	}
	wider, middle := energy.Watts(root(1+shared/own)), b[numLevels/2]
	for i := range b {
		b[i] = middle + (b[i]-middle)*wider
	}
}

// plus adds the distances from the middle by their squares, which is right where
// both are normal, and where one is small.
func (b *band) plus(o *band) (sum band) {
	m, n := b[numLevels/2], o[numLevels/2]
	for i := range sum {
		d := math.Hypot(float64(b[i]-m), float64(o[i]-n))
		sum[i] = m + n + energy.Watts(math.Copysign(d, levels[i]-0.5))
	}
	sum[numLevels/2] = m + n
	return sum
}
