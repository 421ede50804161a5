package estimate

// replace puts what a home tells of its PV now in the place of what it told before.
func (f *factor) replace(h *home, v, usual float32) {
	if h.seen.has(counted) {
		f.fresh.take(h, -1)
		h.seen &^= counted | news
	}
	if usual > daylight {
		h.ratio, h.light = v/usual-1, usual
		h.seen |= counted | news
		f.fresh.take(h, 1)
	}
}

func (t *told) take(h *home, sign float64) {
	t.sum += sign * float64(h.light*h.ratio)
	t.weight += sign * float64(h.light)
	t.noise += sign * float64(h.light*h.light*h.sway*h.sway)
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
			p.f.rehearsalOf(p.f.who[from+i]).pv.reach(p.f.panels, h.heard, x, 1/p.region.sky.stir, bin)
		}
		const memory = 1.0 / 2000
		h.sway = max(0.03, root(h.sway*h.sway*(1-memory)+memory*h.pv*h.pv))
	}
}

// daylight is the usual PV, W, below which its index says nothing.
const daylight = 60
