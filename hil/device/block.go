package device

import (
	"fmt"
	"math"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// block is one model inside a unit's image; words is a window into it.
type block struct {
	model   *regmap.Model
	points  []regmap.Point // the model's, which are copied when asked for
	offset  int            // from the unit's Base
	words   []uint16
	rules   map[string]rule // the points that may be written
	open    []writable      // the same in register order, once one was written
	touched []*writable     // by the newest write
	gauges  []gauge
	at      [numUses]int // the gauge asked for last
}

// rule is the closed range of values a writable point takes.
type rule struct{ low, high float64 }

// gauge is a point that was asked for before, and what it was set to last. Points
// are found by name and are large, and most of what a tick sets stands already.
type gauge struct {
	name  string
	point *regmap.Point // a large one
	last  float64
	known bool         // last stands in the words
	then  [numUses]int // the gauge that was asked for after it
}

// gauge returns that of name. What is set is mostly set in the same order, and
// so is what is got: each gauge knows which came after it.
func (b *block) gauge(name string, as use) *gauge {
	at := b.at[as]
	if at < len(b.gauges) {
		if next := b.gauges[at].then[as]; b.gauges[next].name == name {
			b.at[as] = next
			return &b.gauges[next]
		}
	}
	next := b.seek(name)
	b.gauges[at].then[as] = next
	b.at[as] = next
	return &b.gauges[next]
}

// seek returns where the gauge of name is, which is made where there is none.
func (b *block) seek(name string) int {
	for i := range b.gauges {
		if b.gauges[i].name == name {
			return i
		}
	}
	p := b.point(name, 0)
	b.gauges = append(b.gauges, gauge{name: name, point: &p})
	return len(b.gauges) - 1
}

// use is what a gauge is asked for.
type use int

const (
	toSet use = iota
	toGet
	numUses
)

// forget has all points set anew, for somebody else wrote words.
func (b *block) forget() {
	for i := range b.gauges {
		b.gauges[i].known = false
	}
}

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
func (b *block) set(name string, v float64) {
	g := b.gauge(name, toSet)
	if g.known && math.Float64bits(g.last) == math.Float64bits(v) {
		return
	}
	g.last, g.known = v, true
	if g.point.Encode(b.words, v) != nil {
		g.point.Clear(b.words)
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
	v, _ := b.gauge(name, toGet).point.Decode(b.words)
	return v
}
