package estimate

// replace puts what a home tells of its PV now in the place of what it told before.
func (f *factor) replace(h *home, v, usual, most float32) {
	if h.seen.has(counted) {
		f.fresh.take(h, -1)
		h.seen &^= counted | news
	}
	if usual > daylight {
		h.ratio, h.light = v/usual-1, usual
		h.seen |= news
	}
	if usual > max(daylight, low*most) {
		h.seen |= counted
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
		x := h.settle(sky)
		if h.seen&counted == 0 {
			continue
		}
		if h.seen&rehearses != 0 {
			p.f.rehearsalOf(p.f.who[from+i]).pv.reach(p.f.panels, h.heard, x, 1/p.region.sky.stir, h.bins/numBins%numBins)
		}
		const memory = 1.0 / 2000
		if h.sway *= 1 + memory/2*(x*x-1); h.sway < 0.03 {
			h.sway = 0.03
		}
	}
}

// settle takes what a home told of its PV, once its region's sky is known, and returns
// it in units of the home's own spread.
func (h *home) settle(sky float32) (x float32) {
	h.seen &^= news
	h.pv = h.ratio - sky
	x = h.pv / h.sway
	h.bins = h.bins%numBins + numBins*binOf(x, 1)
	return x
}

// daylight is the usual PV, W, below which its index says nothing.
const daylight = 60

// low is the share of the most a home gave below which its index says nothing of the
// sky, but how its roof lies to a sun near the horizon.
const low = 0.05
