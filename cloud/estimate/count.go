package estimate

// count adds what was judged to the sum of the home's cell.
func (p *pass) count(h *home) {
	s := p.sum
	for q := range p.power {
		if g := &p.power[q]; g.seen {
			s.powers[q].count(g)
		}
	}
	s.ages[p.index]++
	s.oldest = max(s.oldest, p.age)
	p.countState(h, s)
	if h.seen&seenEnergy != 0 {
		s.energy.mean += float64(h.energy)
		s.energy.doubt += float64(h.doubt)
	}
	if p.age < live {
		p.countTold(h, s)
	} else {
		h.counted = false
	}
}

// count adds one home.
func (m *moments) count(g *guess) {
	m.mean += float64(g.mean)
	m.two += float64(g.two)
	m.three += float64(g.three)
	m.four += float64(g.four)
	m.sky += float64(g.sky)
	m.draw += float64(g.draw)
	m.homes++
}

func (p *pass) countState(h *home, s *sum) {
	if p.age <= fresh {
		s.measured++
	}
	switch {
	case p.age > silentFrom:
		s.states[Guessed]++
	case !h.answers || h.seen&seenEnergy == 0:
		s.states[Mute]++
	default:
		s.states[Ready]++
		p.countOffers(h, s)
	}
}

// countTold notes what a live home says of what the region shares.
func (p *pass) countTold(h *home, s *sum) {
	if g := &p.power[Load]; g.seen {
		u := &p.usual
		s.drawTold.sum += float64(u.spread * h.load)
		s.drawTold.weight += float64(u.load)
		s.drawTold.noise += float64(u.spread * u.spread)
		s.drawTold.homes++
		s.drawTold.newest = max(s.drawTold.newest, h.heard)
	}
	if h.counted {
		s.skyTold.take(h, 1)
	}
}

// countOffers notes what a home can be asked for: its power, as far as the energy
// lasts. Nothing is promised of silent homes. The last of the energy cannot be had at
// constant power, for a battery gives less when it is nearly empty.
func (p *pass) countOffers(h *home, s *sum) {
	left := usable * max(0, h.energy-lastShare*h.capacity)
	room := h.capacity - h.energy
	for i, perHour := range perHours {
		s.up[i].take(left*perHour, h.doubt*perHour*perHour, h.discharge)
		s.down[i].take(room*perHour, h.doubt*perHour*perHour, h.charge)
	}
}

const (
	usable    = 0.92 // of what is stored is left outside of the battery
	lastShare = 0.02 // of the capacity, that constant power does not reach
)

// perHours are how often each span goes into an hour.
var perHours = [numSpans]float32{12, 4, 1}

// take adds a power that is had at most, or as far as energy lasts; where that binds,
// with the doubt of the energy.
func (o *offer) take(lasts, doubt, most float32) {
	c := min(lasts, most)
	o.mean += float64(c)
	o.square += float64(c * c)
	o.cube += float64(c * c * c)
	if lasts < most {
		o.doubt += float64(doubt)
	}
}
