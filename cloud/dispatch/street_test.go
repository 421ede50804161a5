package dispatch_test

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// stride is how finely a street moves.
const stride = 100 * time.Millisecond

// speed is how homes answer what they are told: each is drawn from a range.
type speed struct {
	deadMin, deadMax         time.Duration
	settlingMin, settlingMax time.Duration // to 95 %, three time constants
}

// measuredSpeed is what laboratories measured on three home batteries
// (home_storage_permod).
var measuredSpeed = speed{600 * time.Millisecond, 1600 * time.Millisecond, 2700 * time.Millisecond, 14 * time.Second}

// street is many homes in virtual time. Each acts and reports once a second at
// a phase of its own, and moves after its dead time as a first-order lag; its
// report takes network to the cloud, and the signal the same way back.
type street struct {
	now    time.Time
	houses []house
	level  float64
	heard  time.Time
	noise  energy.Watts  // standard deviation of each reading
	late   time.Duration // that reports take on top of network
	chance *rand.Rand
}

type house struct {
	slope    energy.Watts
	gain     energy.Watts // of what it is told, that it does
	ignores  bool
	phase    time.Duration
	dead     time.Duration
	decay    float64 // share of the way that is left after a stride
	pending  []message
	aim, now energy.Watts
	sent     []message // reports on their way, due on arrival
	seen     message   // newest report arrived
}

// message is on its way from at to due.
type message struct {
	at, due time.Time
	power   energy.Watts
}

const network = 100 * time.Millisecond

func newStreet(n int, s speed, following energy.Ratio, seed uint64) *street {
	st := &street{now: noon, chance: rand.New(rand.NewPCG(seed, 7))}
	for i := range n {
		u, v := st.chance.Float64(), st.chance.Float64()
		tau := float64(s.settlingMin) / 3
		if s.settlingMin > 0 {
			tau *= math.Pow(float64(s.settlingMax)/float64(s.settlingMin), v)
		}
		st.houses = append(st.houses, house{
			slope: 5000, gain: 1, ignores: float64(i%20) >= 20*float64(following),
			phase: time.Duration(st.chance.Float64()*10) * stride,
			dead:  s.deadMin + time.Duration(u*float64(s.deadMax-s.deadMin)),
			decay: math.Exp(-float64(stride) / max(tau, 1)),
		})
	}
	return st
}

func (s *street) capacity() (c energy.Watts) {
	for i := range s.houses {
		c += s.houses[i].slope
	}
	return c
}

// truth returns what the homes do now.
func (s *street) truth() (total energy.Watts) {
	for i := range s.houses {
		total += s.houses[i].now
	}
	return total
}

// total returns what the cloud knows, and its mean age. Each home is in doubt
// as the twin has it: toward a power anywhere within its rating, with 2 min.
func (s *street) total() (e energy.Estimate, age time.Duration) {
	for i := range s.houses {
		if r := &s.houses[i].seen; !r.at.IsZero() {
			e.Mean, e.Provenance = e.Mean+r.power, energy.Measured
			e.Variance -= float64(s.houses[i].slope*s.houses[i].slope) / 3 * math.Expm1(-s.now.Sub(r.at).Seconds()/120)
			age += s.now.Sub(r.at) / time.Duration(len(s.houses))
		}
	}
	return e, age
}

// step moves the street by a stride.
func (s *street) step() {
	s.now = s.now.Add(stride)
	turn := s.now.Sub(noon) % time.Second
	for i := range s.houses {
		h := &s.houses[i]
		h.move(s.now)
		if turn == h.phase {
			h.sent = append(h.sent, message{at: s.now, due: s.now.Add(network + s.late), power: h.now + s.noise*energy.Watts(s.chance.NormFloat64())})
			if !h.ignores && !s.now.Before(s.heard) {
				h.pending = append(h.pending, message{due: s.now.Add(h.dead), power: h.gain * energy.Watts(s.level) * h.slope})
			}
		}
	}
}

func (h *house) move(now time.Time) {
	for len(h.pending) > 0 && !h.pending[0].due.After(now) {
		h.aim, h.pending = h.pending[0].power, h.pending[1:]
	}
	for len(h.sent) > 0 && !h.sent[0].due.After(now) {
		h.seen, h.sent = h.sent[0], h.sent[1:]
	}
	h.now = h.aim + energy.Watts(h.decay)*(h.now-h.aim)
}

// controller is dispatch.Step with its state inside, or another in its place.
type controller func(dispatch.Input, time.Time) dispatch.Output

func closedLoop() controller {
	var s dispatch.State
	return func(in dispatch.Input, now time.Time) (out dispatch.Output) {
		s, out = dispatch.Step(s, in, now)
		return out
	}
}

// follow has c decide once a second, and when the target changes, for d. each
// is called once a second with what is asked and what truly flows.
func (s *street) follow(d time.Duration, target func(time.Duration) energy.Watts, c controller, each func(target, truth energy.Watts)) {
	start, last := s.now, energy.Watts(math.NaN())
	for at := time.Duration(0); at < d; at = s.now.Sub(start) {
		want, second := target(at), at%time.Second == 0
		if second || want != last {
			total, age := s.total()
			out := c(dispatch.Input{Target: want, Up: s.capacity(), Down: s.capacity(), Total: total, Age: age}, s.now)
			s.level, s.heard, last = out.Level, s.now.Add(network), want
		}
		if second {
			each(want, s.truth())
		}
		s.step()
	}
}
