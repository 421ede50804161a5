package gateway

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// prompt are wires on which a silent unit costs no time.
type prompt struct{ *wires }

func (p prompt) ReadHolding(ctx context.Context, unit uint8, at uint16, into []uint16) error {
	if p.units[unit].silent {
		return &fault.Error{Op: "read", Kind: fault.Unreachable}
	}
	return p.wires.ReadHolding(ctx, unit, at, into)
}

func (p prompt) WriteHolding(ctx context.Context, unit uint8, at uint16, words []uint16) error {
	if p.units[unit].silent {
		return &fault.Error{Op: "write", Kind: fault.Unreachable}
	}
	return p.wires.WriteHolding(ctx, unit, at, words)
}

// duet is a home of two batteries that do at once what they are told, and regulate on
// the meter where nobody tells them anything.
type duet struct {
	*wires
	home *Home
	now  time.Time
	load int16 // W of consumption
	left [2]int
}

func newDuet(t *testing.T, first, second uint16) *duet {
	s := &duet{now: time.Unix(1e9, 0), wires: &wires{units: map[uint8]*box{2: charged(t, first), 3: charged(t, second), 240: meter(t)}}}
	c := Defaults()
	c.Site, c.Tick, c.MaxLease = "home-1", 1000, 900_000
	s.home = NewHome(c, []Field{{Registers: prompt{s.wires}, Units: []uint8{2, 3, 240}}}, func() time.Time { return s.now }, slog.New(slog.DiscardHandler))
	return s
}

func (b *box) power() int16 { return int16(b.words[b.bases[701]+10]) }

// live moves the home by a second: leases run for ten.
func (s *duet) live() {
	for i, unit := range []uint8{2, 3} {
		b, other := s.units[unit], s.units[5-unit]
		p, on := b.commanded()
		if s.left[i]--; s.left[i] <= 0 || !on {
			b.words[b.bases[704]+22] = 0
			p = min(max(s.load-other.power(), -5000), 5000)
		}
		b.words[b.bases[701]+10] = uint16(p)
	}
	m := s.units[240] // imports as positive
	m.words[m.bases[203]+18] = uint16(s.load - s.units[2].power() - s.units[3].power())
}

// pass returns what each battery is told, where it takes it.
func (s *duet) pass(ctx context.Context) (told [2]energy.Want) {
	s.now = s.now.Add(time.Second)
	before := [2]int{s.units[2].writes, s.units[3].writes}
	s.home.Pass(ctx)
	for i, unit := range []uint8{2, 3} {
		b := s.units[unit]
		if b.writes == before[i] {
			continue
		}
		s.left[i] = 10
		if p, on := b.commanded(); on {
			told[i] = energy.WantPower(energy.Watts(p))
		}
	}
	return told
}

// Whatever is ordered, whatever the home draws, and whichever of two batteries is
// silent or deaf: those that are told anything are told powers of one sign, and one
// that is told beside one that is on its own is told no more than the home lacks.
func TestPain24_TwoBatteriesAreNeverToldToOppose(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newDuet(t, rapid.Uint16Range(0, 1000).Draw(r, "first"), rapid.Uint16Range(0, 1000).Draw(r, "second"))
		ctx := t.Context()
		for id := range uint64(rapid.IntRange(1, 12).Draw(r, "turns")) {
			s.load = rapid.Int16Range(-6000, 6000).Draw(r, "load")
			for _, unit := range []uint8{2, 3} {
				s.units[unit].silent = rapid.IntRange(0, 5).Draw(r, "silent") == 0
				s.units[unit].refuses = rapid.IntRange(0, 5).Draw(r, "deaf") == 0
			}
			if o := order(id+1, energy.Watts(rapid.Float64Range(-1e4, 1e4).Draw(r, "order"))); rapid.Bool().Draw(r, "ordered") {
				require.NoError(r, s.home.Accept(o))
			}
			for range rapid.IntRange(1, 30).Draw(r, "seconds") {
				s.live()
				told := s.pass(ctx)
				p, one := told[0].Power()
				q, two := told[1].Power()
				require.False(r, one && two && p*q < 0, "told %v and %v", p, q)
				s.beside(r, told)
			}
		}
	})
}

// beside judges a battery that is told something while the other is heard and on its
// own: the meter and both readings are exact here.
func (s *duet) beside(t require.TestingT, told [2]energy.Want) {
	if !s.home.batteries.several() {
		return // the other is not found yet
	}
	for i, x := range s.home.batteries.all {
		other := s.home.batteries.all[1-i]
		heard := !s.units[other.seat.unit].silent
		if p, on := told[i].Power(); on && heard && x.joins && other.why == "it does not take what it is told" {
			require.False(t, p*energy.Watts(s.load) < 0 || p.Abs() > energy.Watts(s.load).Abs(), "told %v where the home lacks %v", p, s.load)
		}
	}
}
