package device

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// write takes words at address whole or not at all: every word has to belong
// to a writable point that is written whole, with a value inside its rule.
func (u *unit) write(address uint16, words []uint16, obeyed bool) Exception {
	target, ok := u.window(address, len(words))
	if !ok {
		return IllegalAddress
	}
	spans, ok := u.touched(int(address)-int(Base), len(words))
	if !ok {
		return IllegalAddress
	}
	before := slices.Clone(target)
	copy(target, words)
	for _, s := range spans {
		if !s.allowed() {
			copy(target, before)
			return IllegalValue
		}
	}
	if obeyed {
		for _, c := range u.controls {
			c.written(spans)
		}
	}
	return 0
}

// touched returns the writable points inside the count words at from,
// and whether they are all of those words.
func (u *unit) touched(from, count int) ([]span, bool) {
	var out []span
	covered := 0
	for _, b := range u.blocks {
		if b.offset >= from+count || b.offset+len(b.words) <= from {
			continue
		}
		s := span{block: b}
		for _, p := range b.points {
			at := b.offset + p.Offset()
			if at < from || at+p.Size() > from+count || !b.writable(p) {
				continue
			}
			s.names = append(s.names, p.Name())
			covered += p.Size()
		}
		if s.names != nil {
			out = append(out, s)
		}
	}
	return out, covered == count
}

func (b *block) writable(p regmap.Point) bool {
	_, ok := b.rules[p.Name()]
	return ok && p.Writable()
}

func (s span) allowed() bool {
	for _, name := range s.names {
		v, ok := s.block.point(name, 0).Decode(s.block.words)
		if r := s.block.rules[name]; !ok || v < r.low || v > r.high {
			return false
		}
	}
	return true
}
