package scenario

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// signal broadcasts one level to every home whose uplink is there.
type signal struct {
	level  float64
	period float64 // s of a sine, 0 for a constant level
	random bool
	back   uint64 // how far behind the newest its number is: an old broadcast
}

// parseSignal reads "signal 0.5", "signal sine 20s", "signal random", each with
// "old" behind it for one that was sent before.
func parseSignal(_ *parser, l line, rest []string) (act, error) {
	s := &signal{}
	if len(rest) > 1 && rest[len(rest)-1] == "old" {
		s.back, rest = 1, rest[:len(rest)-1]
	}
	text := strings.Join(rest, " ")
	period, sine := strings.CutPrefix(text, "sine ")
	switch {
	case text == "random":
		s.random = true
		return s, nil
	case sine:
		d, err := span(period)
		if err != nil || d <= 0 {
			return nil, l.refuse("signal sine: want its period such as 20s, not %q", period)
		}
		s.period = d.Seconds()
		return s, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return nil, l.refuse("signal %q: want a level such as -0.5, \"sine 20s\" or \"random\"", text)
	}
	s.level = v
	return s, nil
}

func (s *signal) do(r *run, _ line) error {
	out := energy.Signal{Plant: plantID, Seq: r.seq, Level: s.now(r), Sent: r.town.Now()}
	if s.back == 0 {
		r.seq++
		out.Seq = r.seq
	}
	if s.random {
		out.Level = weird(r.random)
		out.Seq = r.seq - r.random.Uint64N(2)
	}
	for i, h := range r.houses {
		if !r.offline[i] && h.gateway != nil && !h.still {
			h.gateway.Hear(out)
		}
	}
	return nil
}

func (s *signal) now(r *run) float64 {
	if s.period == 0 {
		return s.level
	}
	return math.Sin(2 * math.Pi * r.elapsed.Seconds() / s.period)
}

// seeded returns the source of what is random in a run.
func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x5ce9a210)) }
