package wire

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func encodeReading[T ~float64](r energy.Reading[T], at time.Time) *Reading {
	age, seen := r.Age(at)
	if !seen {
		return nil
	}
	ms := uint32(min(age.Milliseconds(), math.MaxUint32))
	out := &Reading{AgeMs: &ms, Doubtful: r.Quality() == energy.Doubtful}
	if v, ok := r.Value(); ok {
		f := float32(v)
		out.Value = &f
	}
	return out
}

func decodeReading[T ~float64](m *Reading, at time.Time) energy.Reading[T] {
	if m == nil || m.AgeMs == nil {
		return energy.Reading[T]{}
	}
	read := at.Add(-time.Duration(*m.AgeMs) * time.Millisecond)
	if m.Value == nil {
		return energy.Read(T(0), read).Lost()
	}
	r := energy.Read(T(*m.Value), read)
	if m.Doubtful {
		r = r.Doubt()
	}
	return r
}

// encodePhases keeps the place of a phase that was never read, by an empty
// Reading: a repeated field has no holes.
func encodePhases(phases *[3]energy.Reading[energy.Amperes], at time.Time) []*Reading {
	out := make([]*Reading, len(phases))
	seen := false
	for i, p := range phases {
		if out[i] = encodeReading(p, at); out[i] == nil {
			out[i] = &Reading{}
			continue
		}
		seen = true
	}
	if !seen {
		return nil
	}
	return out
}

func decodePhases(list []*Reading, at time.Time) (phases [3]energy.Reading[energy.Amperes]) {
	for i := range min(len(list), len(phases)) {
		phases[i] = decodeReading[energy.Amperes](list[i], at)
	}
	return phases
}
