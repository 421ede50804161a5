package device

import "github.com/hearthgrid/hearthgrid/shared/regmap"

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
	u.before = append(u.before[:0], target...)
	copy(target, words)
	for _, s := range spans {
		if !s.allowed() {
			copy(target, u.before)
			return IllegalValue
		}
		s.block.forget()
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
	u.spans = u.spans[:0]
	covered := 0
	for _, b := range u.blocks {
		if b.offset >= from+count || b.offset+len(b.words) <= from {
			continue
		}
		s := span{block: b, points: b.within(from-b.offset, count)}
		for _, p := range s.points {
			covered += p.to - p.from
		}
		if len(s.points) > 0 {
			u.spans = append(u.spans, s)
		}
	}
	return u.spans, covered == count
}

// writable is a point that may be written.
type writable struct {
	name     string
	from, to int // words of its block
	rule     rule
	point    *regmap.Point
}

// within returns those that lie whole inside the count words at from.
func (b *block) within(from, count int) []*writable {
	b.touched = b.touched[:0]
	for i := range b.writables() {
		s := &b.open[i]
		if s.from >= from && s.to <= from+count {
			b.touched = append(b.touched, s)
		}
	}
	return b.touched
}

func (b *block) writables() []writable {
	if b.open != nil || len(b.rules) == 0 {
		return b.open
	}
	for i := range b.points {
		p := &b.points[i]
		if r, ok := b.rules[p.Name()]; ok && p.Writable() {
			b.open = append(b.open, writable{name: p.Name(), from: p.Offset(), to: p.Offset() + p.Size(), rule: r, point: p})
		}
	}
	return b.open
}

func (s span) allowed() bool {
	for _, p := range s.points {
		if v, ok := p.point.Decode(s.block.words); !ok || v < p.rule.low || v > p.rule.high {
			return false
		}
	}
	return true
}
