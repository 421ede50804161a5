package estimate

// exam is homes that are judged as though they had been silent since it began, beside
// what they go on telling: all that hide at once, as their region's others tell what
// they share, and as it would be with the region silent. A silent home never tells
// how far off it was believed to be; these do.
type exam struct {
	count uint32
	began uint32
	ends  uint32 // when others hide
	next  uint32 // when those that hide are asked again
	homes []home // as they were when it began
	who   []Slot
	asked []bool
}

const (
	askEvery = 10 * tick
	shortest = 900 * tick // exam, of four lengths that double
)

// examine learns of what homes that hide were asked last, and asks them again.
func (f *Fleet) examine() {
	e, now := &f.exam, f.pass.now
	if now < e.next {
		return
	}
	e.next = now + askEvery
	for k := wasHidden; k < numKinds; k++ {
		f.tune(k)
	}
	f.overhear()
	p := &f.pass
	p.sum, p.who = &sum{}, e.who
	for k := range e.homes {
		p.region = f.regionOf(e.who[k])
		e.asked[k] = f.hides(k) && (e.asked[k] || p.region.heard[wasDark.at(now-e.began)].homes == 0)
		p.air = &p.region.rest
		if p.gather(e.homes[k:k+1]) > 0 {
			p.lookUp(k)
			p.judge()
			p.drain(k)
		}
	}
}

// hides tells whether the home that hides as k is there still.
func (f *Fleet) hides(k int) bool {
	i := f.exam.who[k]
	return f.has(i) && f.habits[i].rehearsal >= 0 && f.rehearsalOf(i).hidden == int32(k)
}

// overhear brings what regions share to what homes tell of it that do not hide.
func (f *Fleet) overhear() {
	for i := range f.regions {
		f.regions[i].hidden = lives{}
	}
	for k, i := range f.exam.who {
		if f.hides(k) {
			r := f.regionOf(i)
			r.hidden.take(&f.homes[f.place[i]], f.pass.now)
		}
	}
	for i := range f.regions {
		r := &f.regions[i]
		sky, draw := r.sky.live.without(&r.hidden.sky), r.draw.live.without(&r.hidden.draw)
		r.rest.sky.overhear(&r.sky, &sky)
		r.rest.draw.overhear(&r.draw, &draw)
	}
}

// hide lets others hide, about half of those that rehearse, where an exam ends.
func (f *Fleet) hide() {
	e, now := &f.exam, f.pass.now
	if now < e.ends {
		return
	}
	e.count++
	e.homes, e.who, e.asked = e.homes[:0], e.who[:0], e.asked[:0]
	e.began = now
	e.ends = now + shortest<<(scramble(e.count, 0)%4)
	for k := range f.rehearsals {
		r := &f.rehearsals[k]
		r.hidden = -1
		if !f.has(r.of) || f.habits[r.of].rehearsal != int32(k) || scramble(e.count, uint32(r.of))%2 == 0 {
			continue
		}
		if h := &f.homes[f.place[r.of]]; h.heard != noAge && now-h.heard < live {
			r.hidden = int32(len(e.who))
			e.homes, e.who, e.asked = append(e.homes, *h), append(e.who, r.of), append(e.asked, false)
		}
	}
	for i := range f.regions {
		r := &f.regions[i]
		r.rest, r.dark = r.air, r.air
		clear(r.heard[wasHidden:])
	}
}

// scramble draws a number that is the same in every run (Murmur3's finalizer).
func scramble(a, b uint32) uint32 {
	x := a*0x9e3779b9 + b
	x = (x ^ x>>16) * 0x85ebca6b
	x = (x ^ x>>13) * 0xc2b2ae35
	return x ^ x>>16
}
