package energy

import "math"

// Envelope is the closed range of power something may be at. Min <= Max.
// The zero Envelope allows 0 W and nothing else, which is the safe meaning of
// "nothing known"; Unbounded says that no limit exists.
type Envelope struct {
	Min, Max Watts
}

// Unbounded returns the envelope that limits nothing.
func Unbounded() Envelope {
	return Envelope{Min: Watts(math.Inf(-1)), Max: Watts(math.Inf(1))}
}

// Clamp returns the power inside e that is nearest to p.
func (e Envelope) Clamp(p Watts) Watts { return min(max(p, e.Min), e.Max) }

// Contains tells whether p lies inside e.
func (e Envelope) Contains(p Watts) bool { return p >= e.Min && p <= e.Max }

// Within returns the part of e inside outer. Where they do not meet it is the
// single point of outer that is nearest to e: the outer limit wins.
func (e Envelope) Within(outer Envelope) Envelope {
	return Envelope{Min: outer.Clamp(e.Min), Max: outer.Clamp(e.Max)}
}

// Shift returns e moved by p.
func (e Envelope) Shift(p Watts) Envelope { return Envelope{Min: e.Min + p, Max: e.Max + p} }
