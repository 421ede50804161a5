package regmap

import (
	"fmt"
	"strconv"
)

// In returns the point as it stands in a device that has each inner group n times
// over in its repeating group, as SunSpec curves have their points: NPt of models 705
// to 710 and 712. Until that is told, such a point decodes to nothing.
func (p Point) In(n int) Point {
	if !p.loose {
		return p
	}
	n = max(0, n)
	p.offset += p.lead * n
	p.stride += p.nest * n
	p.loose = false
	return p
}

// Inner returns the point in a repeat of its inner group, 0 being the first; a point
// outside one is the point itself.
func (p Point) Inner(repeat int) Point {
	p.offset += max(0, repeat) * p.cell
	return p
}

// LengthIn returns the body words with the repeating group there repeats times, and
// each inner group in it inner times: see Length.
func (m *Model) LengthIn(repeats, inner int) int {
	return m.fixed + max(0, repeats)*(m.stride+max(0, inner)*m.nest)
}

// inner begins a group inside the repeating one.
func (p *parser) inner(f []string) error {
	if p.model.stride == 0 || p.cell != 0 || len(f) != 3 || f[1] != strconv.Itoa(p.end) {
		return fmt.Errorf("want inner OFFSET WORDS, at %d inside the repeating group and no other inner one", p.end)
	}
	words, err := number(f[2], 1, maxWords)
	if err != nil {
		return fmt.Errorf("inner words: %w", err)
	}
	p.cell, p.start = words, p.end
	return nil
}

// close ends the inner group: what follows stands behind all its repeats.
func (p *parser) close(f []string) error {
	if p.cell == 0 || len(f) != 1 || p.end != p.start+p.cell {
		return fmt.Errorf("want end alone, where an inner group is whole")
	}
	p.lead += p.cell
	p.cell, p.end = 0, p.start
	return nil
}

// loosen tells every point of the repeating group how much of it repeats inside.
func (p *parser) loosen() error {
	if p.cell != 0 {
		return fmt.Errorf("an inner group does not end")
	}
	p.model.nest = p.lead
	for i := range p.model.points {
		pt := &p.model.points[i]
		pt.nest = p.lead
		pt.loose = p.lead > 0 && pt.stride > 0
	}
	return nil
}
