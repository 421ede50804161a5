package device

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// slave is the registers of one unit and what they ask of the home.
type slave interface {
	// refresh brings what is measured up to the truth.
	refresh(*truth)
	// fetch copies registers.
	fetch(s space, address uint16, into []uint16) Exception
	// write takes all words or none, and acts on them if obeyed.
	write(address uint16, words []uint16, obeyed bool) Exception
	// order moves the timer to now and returns what the controls ask.
	order(t *truth, now time.Time) order
	// wide calls f with the offset of every 32-bit value in a range.
	wide(s space, address uint16, count int, f func(offset int))
	// commands tells whether there is anything to order.
	commands() bool
	// timer returns the lease on the controls, nil where none runs.
	timer() *lease
}

// space is one of the two address spaces of 16-bit registers.
type space uint8

const (
	holding space = iota
	inputs
)

// slot is one unit of a bank, with what is broken of it.
type slot struct {
	id       uint8
	device   slave
	trouble  trouble
	commands bool  // it has controls
	stale    bool  // the registers are older than the truth
	seen     truth // what the registers were filled from
	command  energy.Watts
	led      bool // a command was in force at the last tick
}

// settle passes on what the device itself has to know of its troubles.
func (s *slot) settle() {
	if l := s.device.timer(); l != nil {
		l.share = float64(s.trouble.early)
	}
}

// freshen brings the registers up to the truth, unless they are frozen.
func (s *slot) freshen(b *Bank) {
	if !s.stale || s.trouble.frozen {
		return
	}
	s.seen = s.sees(b, &b.truth)
	s.device.refresh(&s.seen)
	s.stale = false
}

// sees returns the truth as this unit tells it.
func (s *slot) sees(b *Bank, t *truth) truth {
	out := *t
	if s.trouble.clock != 0 {
		out.now = t.now.Add(s.trouble.clock)
	}
	out.SoC += out.GaugeError
	if s.trouble.lag > 0 {
		b.past.lag(&out, t.now.Add(-s.trouble.lag))
	}
	switch s.flipped() {
	case flipBattery:
		out.Inverter -= 2 * out.Battery
		out.Battery = -out.Battery
	case flipGrid:
		out.Grid = -out.Grid
		for i := range out.Phases {
			out.Phases[i] = -out.Phases[i]
		}
	}
	return out
}

// flipped is the sign that is wrong; a meter has no battery to be wrong about.
func (s *slot) flipped() flip {
	if s.id == MeterUnit && s.trouble.flip == flipBattery {
		return flipGrid
	}
	return s.trouble.flip
}

// fetch reads registers as they are told, broken or not.
func (s *slot) fetch(b *Bank, from space, address uint16, into []uint16) Exception {
	s.freshen(b)
	address = s.trouble.shift.apply(address)
	if e := s.device.fetch(from, address, into); e != 0 {
		return e
	}
	if s.trouble.torn && !s.trouble.frozen {
		s.tear(b, from, address, into)
	}
	if s.trouble.sleep == zeroing {
		clear(into)
	}
	s.trouble.lieTo(address, into)
	return 0
}

// tear takes the first word of each 32-bit value from one tick earlier.
func (s *slot) tear(b *Bank, from space, address uint16, into []uint16) {
	s.seen = s.sees(b, &b.before)
	s.device.refresh(&s.seen)
	s.stale = true
	old := make([]uint16, len(into))
	if s.device.fetch(from, address, old) == 0 {
		s.device.wide(from, address, len(into), func(offset int) { into[offset] = old[offset] })
	}
}

// ask returns what the unit's controls make the battery do after since the
// last tick, with what is broken of them.
func (s *slot) ask(t *truth, since time.Duration) order {
	now := t.now
	if s.trouble.clock != 0 {
		now = now.Add(s.trouble.clock)
	}
	o := s.device.order(t, now)
	if !o.given {
		s.led = false
		return o
	}
	if s.trouble.flip == flipCommand {
		o.power = -o.power
	}
	if s.trouble.taper > 0 && t.SoC > 0.9 {
		o.power = max(o.power, -t.rated*energy.Watts(s.trouble.taper))
	}
	if s.trouble.ramp > 0 {
		if !s.led {
			s.command = t.Battery
		}
		most := s.trouble.ramp * energy.Watts(since.Seconds())
		o.power = min(max(o.power, s.command-most), s.command+most)
	}
	s.command, s.led = o.power, true
	return o
}
