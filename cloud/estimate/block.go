package estimate

// blockLen homes are estimated at a time, one quantity after the other: in short loops
// sums stay in registers, and nothing is called.
const blockLen = 64

// block is homes of one cell on their way through a pass.
type block struct {
	homes   []home
	lanes   [blockLen]lane
	due     [blockLen]uint8 // whose habits are to be looked at
	dues    int
	ready   [blockLen]uint8 // that can be commanded
	readies int
	any     seen    // of all homes together
	load    moments // of the block
	pv      moments
}

// lane is what one home comes to.
type lane struct {
	age     uint32
	index   uint8 // step of the age of what it told
	load    guess
	pv      guess
	battery guess
	draw    float32 // W of load per unit of the factor's error
	sky     float32 // W of PV
	follows float32 // share of an error that the battery makes up for
	own     float32 // variance of the battery alone
	two     float32 // variance of grid on its own
	four    float32
}

// guess is what is believed of one power: mean, and the cumulants of its own error.
type guess struct{ mean, two, three, four float32 }

// goesStale is how often a silent home's energy is moved on, and what is usual at the
// time of day looked up.
const goesStale = 64 * tick

// gather takes homes that are believed anything of, as they stand, up to a block of
// them, counts them by age, and returns how many it took. What still holds, for a
// change would have been told, is as good as new.
func (p *pass) gather(homes []home) int {
	b := &p.block
	b.dues, b.readies, b.any = 0, 0, 0
	homes = homes[:min(len(homes), blockLen)]
	lanes, taken := b.lanes[:len(homes)], len(homes)
	var c census
	var stored, doubt float64
	var oldest uint32
	for i := range homes {
		h, l := &homes[i], &lanes[i]
		age := p.now - h.heard
		if h.heard > p.now || age > modelled {
			taken = i
			break
		}
		l.age, oldest = age, max(oldest, age)
		if p.now <= h.holds {
			age = 0
		}
		index := ageIndex(age)
		l.index = uint8(index)
		p.sum.ages[index]++
		b.any |= h.seen
		if p.now-h.moved >= goesStale {
			b.due[b.dues&(blockLen-1)] = uint8(i)
			b.dues++
		}
		if h.seen&seenEnergy != 0 {
			stored += float64(h.energy)
			doubt += float64(h.doubt)
		}
		if c.count(h, age) {
			b.ready[b.readies&(blockLen-1)] = uint8(i)
			b.readies++
		}
	}
	b.homes = homes[:taken]
	s := p.sum
	s.oldest, s.energy.mean, s.energy.doubt = max(s.oldest, oldest), s.energy.mean+stored, s.energy.doubt+doubt
	c.into(s, uint32(taken), uint32(b.readies))
	return taken
}

// census counts homes by state.
type census struct{ measured, guessed uint32 }

// count tells whether a home can be commanded.
func (c *census) count(h *home, age uint32) bool {
	if age > silentFrom {
		c.guessed++
		return false
	}
	if age <= fresh {
		c.measured++
	}
	return h.seen.has(answers | seenEnergy)
}

func (c *census) into(s *sum, homes, ready uint32) {
	s.measured += c.measured
	s.states[Guessed] += c.guessed
	s.states[Mute] += homes - c.guessed - ready
	s.states[Ready] += ready
}

// judge estimates the four powers of the block's homes.
func (p *pass) judge() {
	p.judgeLoads()
	p.judgePanels()
	p.judgeBatteries()
}

// rows returns the homes of the block and what they come to, side by side.
func (b *block) rows() ([]home, []lane) { return b.homes, b.lanes[:len(b.homes)] }
