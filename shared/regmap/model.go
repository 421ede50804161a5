package regmap

import "slices"

// header is the ID and L words every model begins with.
const header = 2

// maxWords is the longest model body that L can tell.
const maxWords = 65535 - header

// Model is the map of one SunSpec model. It is immutable and safe for
// concurrent use.
type Model struct {
	ID   uint16
	Name string

	fixed  int    // body words before the repeating group
	group  string // name of the repeating group, "" for none
	stride int    // words of one repeat, 0 for none; its inner groups left out
	nest   int    // words of its inner groups, each there once
	points []Point
	byName map[string]Point
}

// Length returns the body words after the ID and L header, with the repeating
// group there repeats times (0 for a model without one).
func (m *Model) Length(repeats int) int { return m.fixed + max(0, repeats)*m.stride }

// Repeats returns how many whole repeats of the group a body of length words
// holds: 0 where the model has none, and where the group has inner ones, whose number
// only the device tells.
func (m *Model) Repeats(length int) int {
	if m.stride == 0 || m.nest > 0 || length < m.fixed {
		return 0
	}
	return (length - m.fixed) / m.stride
}

// Point returns the point called name, and false where the model has none.
// A point of the repeating group is found by its own name, and always by
// "group.name"; where the fixed part has the same name ("DCW" of model 714) the
// plain name is the fixed part's.
func (m *Model) Point(name string) (Point, bool) {
	p, ok := m.byName[name]
	return p, ok
}

// Points returns every point in register order: those of the repeating group
// once, as they stand in repeat 0.
func (m *Model) Points() []Point { return slices.Clone(m.points) }

// Blank returns the image of a model whose points are all not implemented:
// header, body, and the group repeats times, without what is inside it. Lengths past
// what L can tell are the caller's mistake and return nil.
func (m *Model) Blank(repeats int) []uint16 { return m.BlankIn(repeats, 0) }

// BlankIn is Blank with each inner group there inner times in each repeat.
func (m *Model) BlankIn(repeats, inner int) []uint16 {
	length := m.LengthIn(repeats, inner)
	if length > maxWords {
		return nil
	}
	block := make([]uint16, header+length)
	block[0], block[1] = m.ID, uint16(length)
	for _, p := range m.points {
		for i := range max(1, repeats) {
			m.blank(p.In(inner).At(i), block, inner)
		}
	}
	return block
}

func (m *Model) blank(p Point, block []uint16, inner int) {
	times := 1
	if p.cell > 0 {
		times = inner
	}
	for j := range times {
		if at := p.Inner(j); at.Offset()+at.Size() <= len(block) {
			at.Clear(block)
		}
	}
}
