package estimate

import "math"

// Quantity says which power.
type Quantity uint8

// The quantities.
const (
	Battery Quantity = iota
	PV
	Load
	Grid
	numQuantities = 4
)

// moments are of a sum of homes of one region: its mean, the cumulants of what each
// does on its own, which add up exactly, and by how much it moves with what the
// region shares.
type moments struct {
	mean, two, three, four float64 // W, W², W³, W⁴
	sky, draw              float64 // W per unit of the factor's error
	homes                  int     // in the sum
}

func (m *moments) add(o *moments) {
	m.mean += o.mean
	m.two += o.two
	m.three += o.three
	m.four += o.four
	m.sky += o.sky
	m.draw += o.draw
	m.homes += o.homes
}

// offer is what homes can do for a time: sums of what each can, of its square, and of
// the variance of each.
type offer struct{ mean, square, doubt float64 }

func (o *offer) add(p *offer) {
	o.mean += p.mean
	o.square += p.square
	o.doubt += p.doubt
}

// Span is for how long power is offered.
type Span uint8

// The spans.
const (
	FiveMinutes Span = iota
	Quarter
	Hour
	numSpans = 3
)

// State says what a home is good for. The zero State is Silent.
type State uint8

// The states.
const (
	Silent    State = iota // never heard, or not for so long that nothing is believed of it
	Guessed                // not heard of late: estimated, and not commanded
	Mute                   // heard, and it may not be commanded
	Ready                  // heard, and it may be commanded
	NumStates = 4
)

// sum is of the homes of one cell, or of several of one region.
type sum struct {
	powers   [numQuantities]moments
	energy   offer
	up, down [numSpans]offer
	states   [NumStates]uint32
	measured uint32
	ages     [numAges]uint32
	oldest   uint32
}

func (s *sum) add(o *sum) {
	for q := range s.powers {
		s.powers[q].add(&o.powers[q])
	}
	s.energy.add(&o.energy)
	for i := range s.up {
		s.up[i].add(&o.up[i])
		s.down[i].add(&o.down[i])
	}
	for i, n := range o.states {
		s.states[i] += n
	}
	s.measured += o.measured
	for i, n := range o.ages {
		s.ages[i] += n
	}
	s.oldest = max(s.oldest, o.oldest)
}

func root(x float32) float32 { return float32(math.Sqrt(float64(x))) }
