package device

import (
	"fmt"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// sunS marks the start of a SunSpec image.
var sunS = [2]uint16{0x5375, 0x6E53}

// unit is the register image of one Modbus unit: the mark, the models in
// order, and the end model.
type unit struct {
	words    []uint16
	spans    []span   // of the newest write
	before   []uint16 // what stood where it was
	blocks   []*block
	measure  func(*truth) // registers from the truth
	controls []control
	lease    *lease // of the battery's control; nil where there is none
}

// control is a block that commands.
type control interface {
	// written is called after a write was taken, unless it is to be ignored.
	written([]span)
	// order moves the block's timer to now and returns what it asks.
	order(t *truth, now time.Time) order
}

// span is a written range of one block's points, until the next write.
type span struct {
	block  *block
	points []*writable
}

func (s span) has(name string) bool {
	return slices.ContainsFunc(s.points, func(p *writable) bool { return p.name == name })
}

// newUnit lays the models out; a repeating model has its group once.
func newUnit(ids ...uint16) *unit {
	u := &unit{words: append([]uint16(nil), sunS[:]...)}
	for _, id := range ids {
		m, ok := regmap.SunSpec(id)
		if !ok {
			panic(fmt.Sprintf("BUG: model %d has no map", id))
		}
		u.blocks = append(u.blocks, &block{model: m, points: m.Points(), offset: len(u.words), rules: map[string]rule{}})
		u.words = append(u.words, m.Blank(1)...)
	}
	u.words = append(u.words, 0xFFFF, 0)
	for _, b := range u.blocks {
		b.words = u.words[b.offset : b.offset+2+b.model.Length(1)]
	}
	return u
}

func (u *unit) block(id uint16) *block {
	for _, b := range u.blocks {
		if b.model.ID == id {
			return b
		}
	}
	panic(fmt.Sprintf("BUG: unit has no model %d", id))
}

// window returns the image's words from address on.
func (u *unit) window(address uint16, count int) ([]uint16, bool) {
	from := int(address) - int(Base)
	if from < 0 || from+count > len(u.words) {
		return nil, false
	}
	return u.words[from : from+count], true
}

func (u *unit) refresh(t *truth) { u.measure(t) }

func (u *unit) timer() *lease { return u.lease }

// order returns what the controls ask together, each for its own.
func (u *unit) order(t *truth, now time.Time) (o order) {
	for _, c := range u.controls {
		o = c.order(t, now).over(o)
	}
	return o
}

func (u *unit) fetch(from space, address uint16, into []uint16) Exception {
	if from != holding {
		return IllegalFunction
	}
	words, ok := u.window(address, len(into))
	if !ok {
		return IllegalAddress
	}
	copy(into, words)
	return 0
}

func (u *unit) wide(_ space, address uint16, count int, f func(int)) {
	from := int(address) - int(Base)
	for _, b := range u.blocks {
		for i := range b.points {
			p := &b.points[i]
			at := b.offset + p.Offset() - from
			if p.Size() == 2 && at >= 0 && at+2 <= count {
				f(at)
			}
		}
	}
}

func (u *unit) commands() bool { return len(u.controls) > 0 }
