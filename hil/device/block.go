package device

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// block is one model inside a unit's image; words is a window into it.
type block struct {
	model  *regmap.Model
	points []regmap.Point // the model's, which are copied when asked for
	offset int            // from the unit's Base
	words  []uint16
	rules  map[string]rule // the points that may be written
}

// rule is the closed range of values a writable point takes.
type rule struct{ low, high float64 }

// point returns the point called name in the given repeat of its group. The
// names are this package's own, so a missing one is our mistake.
func (b *block) point(name string, repeat int) regmap.Point {
	p, ok := b.model.Point(name)
	if !ok {
		panic(fmt.Sprintf("BUG: model %d has no point %q", b.model.ID, name))
	}
	return p.At(repeat)
}

// set writes v, or not implemented where v does not fit the register.
func (b *block) set(name string, v float64) { b.setAt(name, 0, v) }

func (b *block) setAt(name string, repeat int, v float64) {
	p := b.point(name, repeat)
	if p.Encode(b.words, v) != nil {
		p.Clear(b.words)
	}
}

// setAll writes v to each of the points.
func (b *block) setAll(v float64, names ...string) {
	for _, name := range names {
		b.set(name, v)
	}
}

func (b *block) text(name string, repeat int, s string) {
	if err := b.point(name, repeat).SetText(b.words, s); err != nil {
		panic(fmt.Sprintf("BUG: %v", err))
	}
}

// get returns the value of name, 0 where it is not implemented.
func (b *block) get(name string) float64 {
	v, _ := b.point(name, 0).Decode(b.words)
	return v
}
