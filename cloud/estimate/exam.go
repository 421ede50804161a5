package estimate

// exam is homes that are judged as though they had been silent since it began, beside
// what they go on telling: three in four that hide, as the fourth tells what they share,
// and all of them as it would be with the region silent. A silent home never tells how
// far off it was believed to be; these do.
type exam struct {
	count uint32
	began uint32
	ends  uint32 // when others are examined
	next  uint32 // when they are asked again
	homes []examined
}

// examined is one home of an exam.
type examined struct {
	who   Slot
	hides bool
	asked bool
	home  home // as it was when the exam began, and would be believed since
	dark  home // the same, where nobody tells what all share
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
	p.sum = &sum{}
	for k := range e.homes {
		x := &e.homes[k]
		p.region = f.regionOf(x.who)
		x.asked = f.takes(k) && (x.asked || p.region.heard[wasDark.at(now-e.began)].homes == 0)
		p.air = &p.region.rest
		p.keepUp(&x.home, x.who)
		p.air = &p.region.dark
		p.keepUp(&x.dark, x.who)
	}
}

// keepUp moves the energy of a home on, and what is usual for it.
func (p *pass) keepUp(h *home, who Slot) {
	if p.now-h.moved < goesStale {
		return
	}
	one, name := p.f.one[:], [...]Slot{who}
	one[0], p.who = *h, name[:]
	if p.gather(one) > 0 {
		p.lookUp(0)
		p.judge()
		p.drain(0)
		*h = one[0]
	}
}

// takes tells whether home k of the exam is there still.
func (f *Fleet) takes(k int) bool {
	i := f.exam.homes[k].who
	return f.has(i) && f.habits[i].rehearsal >= 0 && f.rehearsalOf(i).exam == int32(k)
}

// overhear brings what regions share to what homes tell of it that do not hide.
func (f *Fleet) overhear() {
	for i := range f.regions {
		f.regions[i].hidden, f.regions[i].taking = lives{}, 0
	}
	for k := range f.exam.homes {
		if !f.takes(k) {
			continue
		}
		x := &f.exam.homes[k]
		r := f.regionOf(x.who)
		r.taking++
		if x.hides {
			r.hidden.take(&f.homes[f.place[x.who]], f.pass.now)
		}
	}
	for i := range f.regions {
		r := &f.regions[i]
		sky, draw := r.sky.live.without(&r.hidden.sky), r.draw.live.without(&r.hidden.draw)
		r.rest.sky.overhear(&r.sky, &sky)
		r.rest.draw.overhear(&r.draw, &draw)
	}
}

// hide begins another exam, of the homes that rehearse and are heard, where one ends.
func (f *Fleet) hide() {
	e, now := &f.exam, f.pass.now
	if now < e.ends {
		return
	}
	e.count++
	e.began, e.homes = now, e.homes[:0]
	e.ends = now + shortest<<(scramble(e.count, 0)%4)
	for k := range f.rehearsals {
		r := &f.rehearsals[k]
		r.exam = -1
		if !f.has(r.of) || f.habits[r.of].rehearsal != int32(k) {
			continue
		}
		if h := &f.homes[f.place[r.of]]; h.heard != noAge && now-h.heard < live {
			one := *h
			if one.seen.has(news) {
				one.settle(f.regionOf(r.of).sky.then)
			}
			r.exam = int32(len(e.homes))
			e.homes = append(e.homes, examined{who: r.of, hides: scramble(e.count, uint32(r.of))%4 != 0, home: one, dark: one})
		}
	}
	for i := range f.regions {
		r := &f.regions[i]
		r.rest, r.dark = r.air, r.air
		for k := wasHidden; k < numKinds; k++ {
			r.heard[k] = heardOf{since: now}
		}
	}
}

// scramble draws a number that is the same in every run (Murmur3's finalizer).
func scramble(a, b uint32) uint32 {
	x := a*0x9e3779b9 + b
	x = (x ^ x>>16) * 0x85ebca6b
	x = (x ^ x>>13) * 0xc2b2ae35
	return x ^ x>>16
}
