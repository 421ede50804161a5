package splittest

import (
	"math"
	"math/rand/v2"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Problem is all that a split follows from, in the words of package split.
type Problem struct {
	Parents  []int32
	At       []int32
	Up, Down []Side
	Limits   []energy.Envelope // of nodes
	Target   energy.Watts
}

// Side is one of a home: W, Wh and 1/h.
type Side struct {
	Most, Weight, Wear, Own, Loss, Present, Switch float64
}

// Random returns a problem whose limits can all be kept together. Some homes can
// do nothing, some limits force homes to discharge or to charge, and the target may
// be beyond what there is.
func Random(r *rand.Rand, homes, nodes int) Problem {
	p := Problem{Parents: []int32{-1}}
	for v := 1; v < nodes; v++ {
		p.Parents = append(p.Parents, r.Int32N(int32(v)))
	}
	inside, most := make([]float64, nodes), 0.0
	for range homes {
		up, down := anySide(r), anySide(r)
		most += able(&up)
		p.Up, p.Down, p.At = append(p.Up, up), append(p.Down, down), append(p.At, r.Int32N(int32(nodes)))
		inside[p.At[len(p.At)-1]] += round(-able(&down) + r.Float64()*(able(&up)+able(&down)))
	}
	p.Limits = around(r, p.Parents, inside)
	p.Target = energy.Watts(round((2.4*r.Float64() - 1.2) * most))
	return p
}

// around returns limits that a power of each node's own homes is inside of.
func around(r *rand.Rand, parents []int32, own []float64) []energy.Envelope {
	limits := make([]energy.Envelope, len(parents))
	for v := len(parents) - 1; v >= 0; v-- {
		if parents[v] >= 0 {
			own[parents[v]] += own[v]
		}
		room := func() energy.Watts {
			if r.IntN(3) == 0 {
				return energy.Watts(math.Inf(1))
			}
			return energy.Watts(round(8000 * r.Float64() * r.Float64()))
		}
		inside := energy.Watts(round(own[v]))
		limits[v] = energy.Envelope{Min: inside - 1 - room(), Max: inside + 1 + room()}
	}
	return limits
}

func anySide(r *rand.Rand) Side {
	some := func(most float64) float64 {
		if r.IntN(4) == 0 {
			return 0
		}
		return round(most * r.Float64())
	}
	return Side{Most: some(8000), Weight: some(12_000), Wear: some(0.2), Own: some(4000), Loss: some(0.3), Present: some(8000), Switch: some(0.2)}
}

// round leaves numbers that fractions of small numbers are equal to.
func round(x float64) float64 { return math.Round(64*x) / 64 }

// Sums returns what the homes under each node give together.
func (p *Problem) Sums(shares []energy.Watts) []energy.Watts {
	sums := make([]energy.Watts, len(p.Parents))
	for i, v := range p.At {
		sums[v] += shares[i]
	}
	for v := len(sums) - 1; v > 0; v-- {
		sums[p.Parents[v]] += sums[v]
	}
	return sums
}
