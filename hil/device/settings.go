package device

import (
	"fmt"
	"slices"
	"time"
)

// written is the range of registers of a write that was taken.
type written struct{ from, to uint16 }

// has tells whether any of the registers was written.
func (w written) has(addresses ...uint16) bool {
	return slices.ContainsFunc(addresses, func(a uint16) bool { return a >= w.from && a <= w.to })
}

// write takes words at address whole or not at all: every word has to belong
// to a setting that is written whole, with a value in its range.
func (s *sheet) write(address uint16, words []uint16, obeyed bool) Exception {
	target := s.find(holding, address, len(words))
	if target == nil {
		return IllegalAddress
	}
	before := slices.Clone(target)
	copy(target, words)
	if e := s.judge(address, len(words)); e != 0 {
		copy(target, before)
		return e
	}
	if obeyed && s.obey != nil {
		s.obey(written{from: address, to: address + uint16(len(words)) - 1})
		s.curb.wrote()
	}
	return 0
}

// judge looks at what now stands in count registers from address on.
func (s *sheet) judge(address uint16, count int) Exception {
	covered := 0
	for i := range s.cells {
		c := &s.cells[i]
		at := int(c.address) - int(address)
		if c.space != holding || !c.setting() || at < 0 || at+c.kind.words() > count {
			continue
		}
		covered += c.kind.words()
		if v := c.kind.get(c.words); !(v >= c.low && v <= c.high) {
			return IllegalValue
		}
	}
	if covered != count {
		return IllegalAddress
	}
	return 0
}

// get returns what stands in the value at a holding address, in counts.
func (s *sheet) get(address uint16) float64 { return s.cell(address).read() }

// set puts counts into the value at a holding address.
func (s *sheet) set(address uint16, counts float64) {
	c := s.cell(address)
	c.kind.put(c.words, counts)
}

func (c *cell) read() float64 { return c.kind.get(c.words) }

func (s *sheet) cell(address uint16) *cell {
	for i := range s.cells {
		if c := &s.cells[i]; c.space == holding && c.address == address {
			return c
		}
	}
	panic(fmt.Sprintf("BUG: no value at register %d", address))
}

// order moves the timer to now; where it has lapsed, the vendor's own lapse
// says what is left.
func (s *sheet) order(t *truth, now time.Time) order {
	if s.lease.tick(now) {
		s.mandate = mandate{}
		s.lapse()
	}
	if s.clocked != nil {
		s.mandate = s.clocked(t, now)
	}
	return s.curb.over(s.mandate.order(t), t, now)
}

// fixed is the lease of a family whose timer is not set by register.
func (c Config) fixed(own time.Duration) time.Duration {
	if c.Lapse > 0 {
		return c.Lapse
	}
	return own
}
