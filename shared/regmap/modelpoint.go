package regmap

import (
	"fmt"
	"slices"
)

// point reads one point line into the model.
func (p *parser) point(line int, f []string) error {
	if len(f) != 8 || !word.MatchString(f[0]) {
		return fmt.Errorf("%q: want NAME OFFSET TYPE SCALE UNIT ACCESS DIRECTION VOLATILITY", f[0])
	}
	pt := Point{facts: &facts{name: f[0], cell: p.cell, lead: p.lead}, stride: p.model.stride}
	if p.taken(pt) {
		return fmt.Errorf("%q stands twice", pt.name)
	}
	if err := p.place(&pt, f[1], f[2]); err != nil {
		return err
	}
	if f[4] != "-" {
		pt.unit = f[4]
	}
	if err := attributes(&pt, f[5], f[6], f[7]); err != nil {
		return err
	}
	if err := p.scale(&pt, line, f[3]); err != nil {
		return err
	}
	p.model.points = append(p.model.points, pt)
	p.end = pt.offset + pt.kind.words
	return nil
}

func (p *parser) taken(pt Point) bool {
	return slices.ContainsFunc(p.model.points, func(o Point) bool { return o.name == pt.name && o.stride == pt.stride })
}

// place sets the type and offset: past the last point, inside its part.
func (p *parser) place(pt *Point, offset, kind string) error {
	limit := header + p.model.fixed + p.model.stride
	if p.cell > 0 {
		limit = p.start + p.cell
	}
	k, ok := kindOf(kinds[:], kind)
	if !ok {
		return fmt.Errorf("type %q unknown: want a SunSpec type, text as stringWORDS", kind)
	}
	pt.kind = k
	var err error
	if pt.offset, err = number(offset, p.end, limit-k.words); err != nil {
		return fmt.Errorf("offset of %d words: %w", k.words, err)
	}
	return nil
}

func attributes(pt *Point, access, direction, volatility string) error {
	pt.aimed = direction != "-"
	switch direction {
	case "-", "gen":
	case "load":
		pt.flip = true
	default:
		return fmt.Errorf("direction %q: want gen, load or -", direction)
	}
	if pt.flip && !pt.kind.directed() {
		return fmt.Errorf("direction load: %s has no sign to flip", pt.kind.name)
	}
	switch access + " " + volatility {
	case "ro const":
		pt.volatil = Const
	case "ro live":
		pt.volatil = Live
	case "rw stored":
		pt.write, pt.volatil = true, Stored
	case "rw volatile":
		pt.write, pt.volatil = true, Volatile
	default:
		return fmt.Errorf("access %q with volatility %q: want ro const, ro live, rw stored or rw volatile", access, volatility)
	}
	return nil
}

// scale reads the scale column, and remembers a scale factor point itself.
func (p *parser) scale(pt *Point, line int, s string) error {
	if pt.kind.name == "sunssf" && pt.stride == 0 {
		p.scales[pt.name] = pt.offset
	}
	if s == "-" {
		return nil
	}
	if !pt.kind.numeric() || pt.kind.name == "sunssf" {
		return fmt.Errorf("scale %q: %s takes none", s, pt.kind.name)
	}
	if word.MatchString(s) {
		p.wants = append(p.wants, want{point: len(p.model.points), scale: s, line: line})
		return nil
	}
	var err error
	if pt.power, err = number(s, -10, 10); err != nil {
		return fmt.Errorf("scale: %w", err)
	}
	return nil
}
