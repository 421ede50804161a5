package estimate

// judgeLoads: what is usual, with what all draw more now, and what is left of what a
// home last drew beyond both. Errors of its last report are in the error of the factor
// as well, and cancel as far as it still stands for now.
//
// It adds up as it goes, as judgePanels does: one loop that does so for all powers
// after them costs 10 ns of 25, for sums and guesses are in registers here.
func (p *pass) judgeLoads() {
	var mean, two, three, four, draws float64
	homes, lanes := p.block.rows()
	count, draw := 0, p.air.draw.value
	for i := range homes {
		h, l := &homes[i], &lanes[i]
		a := &p.tables.loads.moments[l.index%numAges][h.bins%numBins]
		spread, left := h.now.spread, 1-a.keep
		s2 := spread * spread
		v := s2 * a.two
		g := guess{
			mean: h.now.load*(1+left*draw) + spread*(a.keep*h.load+a.shift),
			two:  v + h.slack, three: spread * s2 * a.three, four: s2 * s2 * a.four,
		}
		l.load, l.draw = g, left*h.now.load
		if h.seen&seenLoad == 0 {
			continue
		}
		mean += float64(g.mean)
		two += float64(g.two)
		three += float64(g.three)
		four += float64(g.four)
		draws += float64(l.draw)
		count++
	}
	p.block.load = moments{mean: mean, two: two, three: three, four: four, draw: draws, homes: count}
	p.sum.powers[Load].add(&p.block.load)
}

// judgePanels: the usual times the region's index and the home's own share of it, which
// strays as far as those of live homes do now. What the sky was mistaken in when the
// home last told is in the home's share as well, and cancels as far as that still
// stands; what it did since does not.
func (p *pass) judgePanels() {
	var mean, two, three, four, skies float64
	homes, lanes := p.block.rows()
	count, sky, since, stir, falls := 0, 1+p.air.sky.value, p.air.sky.since, p.air.sky.stir, p.region.falls
	for i := range homes {
		h, l := &homes[i], &lanes[i]
		a := &p.tables.panels.moments[l.index%numAges][h.bins/numBins%numBins]
		sway := h.sway * stir
		index := sky + a.keep*h.pv + sway*a.shift
		if index < 0 {
			index = 0
		}
		pv := h.now.pv * min(max(1-falls*float32(p.now-h.moved), 0), 2)
		s := h.reach * sway
		s2 := s * s
		g := guess{mean: pv * index, two: s2 * a.two, three: s2 * s * a.three, four: s2 * s2 * a.four}
		l.pv, l.sky = g, h.reach*(since+(1-since)*(1-a.keep))
		if h.seen&(seenPV|noPV) == 0 {
			continue
		}
		mean += float64(g.mean)
		two += float64(g.two)
		three += float64(g.three)
		four += float64(g.four)
		skies += float64(l.sky)
		count++
	}
	p.block.pv = moments{mean: mean, two: two, three: three, four: four, sky: skies, homes: count}
	p.sum.powers[PV].add(&p.block.pv)
}
