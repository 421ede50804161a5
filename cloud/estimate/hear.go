package estimate

import "math"

// told is what live homes say of a factor.
type told struct {
	sum, weight, noise float64
	own                float64 // what noise turned out to be
	homes              int
	newest             uint32 // report among them
}

func (t *told) add(o *told) {
	t.sum += o.sum
	t.weight += o.weight
	t.noise += o.noise
	t.own += o.own
	t.homes += o.homes
	t.newest = max(t.newest, o.newest)
}

// without returns what is left where some homes are not asked.
func (t *told) without(o *told) told {
	return told{
		sum: t.sum - o.sum, weight: t.weight - o.weight, noise: t.noise - o.noise, own: t.own - o.own,
		homes: t.homes - o.homes, newest: t.newest,
	}
}

// enough homes tell what they share from what each does alone.
const enough = 4

// hear takes what live homes told in the last pass and since, where any of it is new.
func (f *factor) hear(now uint32, g *growth) {
	f.stirs(&f.live)
	t := f.live
	t.add(&f.fresh)
	f.live, f.fresh = told{}, told{}
	if mean, noise, ok := f.news(&t); ok {
		f.learn(t.newest, mean, noise, g)
		f.told(t.newest, mean, noise)
	}
}

// overhear takes what some homes tell of a factor that all of them are heard of.
func (f *factor) overhear(all *factor, t *told) {
	f.spread = all.spread
	f.stirs(t)
	if mean, noise, ok := f.news(t); ok {
		f.told(t.newest, mean, noise)
	}
}

// news returns the mean of what is told and its variance, where it is new.
func (f *factor) news(t *told) (mean, noise float32, ok bool) {
	if t.newest <= f.at || t.homes < enough && (t.homes <= 0 || f.at == 0) {
		return 0, 0, false
	}
	return float32(t.sum / t.weight), f.stir * f.stir * float32(t.noise/(t.weight*t.weight)), true
}

// stirs finds how far live homes stray alone, which they do together: under an even
// sky none does. What they usually do counts as that of a few.
func (f *factor) stirs(t *told) {
	if t.homes < enough || t.noise <= 0 || t.own <= 0 {
		return
	}
	few := 2 * t.noise / float64(t.homes)
	f.stir = float32(math.Sqrt((t.own + few) / (t.noise + few)))
	f.thenStir = f.stir
}

// lives are what live homes tell of all that they share.
type lives struct{ draw, sky told }

// listen notes what live homes say of what the region shares.
func (p *pass) listen() {
	homes, lanes := p.block.rows()
	var draws, usual, noise, ratios, lights, sways, strayed float64
	var drawn, skies, newest, latest uint32
	for i := range homes {
		h := &homes[i]
		if lanes[i].age >= live {
			h.seen &^= counted
			continue
		}
		if h.seen&seenLoad != 0 {
			u := &h.now
			draws += float64(u.spread * h.load)
			usual += float64(u.load)
			noise += float64(u.spread * u.spread)
			newest = max(newest, h.heard)
			drawn++
		}
		if h.seen&counted != 0 {
			l2 := h.light * h.light
			ratios += float64(h.light * h.ratio)
			lights += float64(h.light)
			sways += float64(l2 * h.sway * h.sway)
			strayed += float64(l2 * h.pv * h.pv)
			latest = max(latest, h.heard)
			skies++
		}
	}
	p.region.draw.live.add(&told{sum: draws, weight: usual, noise: noise, homes: int(drawn), newest: newest})
	p.region.sky.live.add(&told{sum: ratios, weight: lights, noise: sways, own: strayed, homes: int(skies), newest: latest})
}

// take adds what one home told when it was listened to.
func (l *lives) take(h *home, now uint32) {
	if h.heard == noAge || now-h.heard >= live {
		return
	}
	if h.seen&seenLoad != 0 {
		u := &h.now
		l.draw.add(&told{sum: float64(u.spread * h.load), weight: float64(u.load), noise: float64(u.spread * u.spread), homes: 1})
	}
	if h.seen&counted != 0 {
		l2 := h.light * h.light
		l.sky.add(&told{
			sum: float64(h.light * h.ratio), weight: float64(h.light),
			noise: float64(l2 * h.sway * h.sway), own: float64(l2 * h.pv * h.pv), homes: 1,
		})
	}
}
