package regmap

import (
	"fmt"
	"slices"
	"strings"
)

// point reads one point line into the device.
func (p *deviceParser) point(line int, f []string) error {
	if len(f) < 8 || !word.MatchString(f[0]) {
		return fmt.Errorf("%q: want a directive, a step, or NAME ADDRESS TYPE SCALE UNIT ACCESS DIRECTION VOLATILITY", f[0])
	}
	pt := Point{facts: &facts{name: f[0], table: p.table, little: p.little}}
	if _, had := p.device.byName[pt.name]; had {
		return fmt.Errorf("%q stands twice", pt.name)
	}
	if err := p.seat(&pt, f[1], f[2]); err != nil {
		return err
	}
	if f[4] != "-" {
		pt.unit = f[4]
	}
	if err := nature(&pt, f[5], f[6], f[7]); err != nil {
		return err
	}
	ref := reference{line: line, point: len(p.device.points)}
	if err := ref.scaled(&pt, f[3]); err != nil {
		return err
	}
	if err := ref.options(&pt, f[8:]); err != nil {
		return err
	}
	if ref != (reference{line: line, point: ref.point}) {
		p.refs = append(p.refs, ref)
	}
	p.keep(pt, line)
	return p.clash(pt)
}

func (p *deviceParser) keep(pt Point, line int) {
	p.device.points = append(p.device.points, pt)
	p.device.byName[pt.name] = pt
	p.lines["point "+pt.name] = line
}

// seat sets the type and the address.
func (p *deviceParser) seat(pt *Point, address, kind string) error {
	k, ok := kindOf(plain[:], kind)
	if !ok {
		return fmt.Errorf("type %q unknown: want %s, or text as stringWORDS", kind, strings.Join(plainNames(), ", "))
	}
	if k.words > maxRead {
		return fmt.Errorf("type %q: one request reads %d words", kind, maxRead)
	}
	pt.kind = k
	at, err := numeral(address)
	if err != nil || at != float64(int(at)) || at < 0 || int(at)+k.words > 1<<16 {
		return fmt.Errorf("address %q: want 0 to 65535, for %d words", address, k.words)
	}
	pt.offset = int(at)
	return nil
}

func plainNames() []string {
	var out []string
	for _, k := range plain {
		out = append(out, k.name)
	}
	return out
}

// clash refuses a point that shares a word with an earlier one.
func (p *deviceParser) clash(pt Point) error {
	for _, o := range p.device.points[:len(p.device.points)-1] {
		if o.table != pt.table || o.other != pt.other {
			continue
		}
		for _, w := range o.cells() {
			if slices.Contains(pt.cells(), w) {
				return fmt.Errorf("%q and %q share the register %d", o.name, pt.name, w)
			}
		}
	}
	return nil
}

// cells are the addresses of the point's own words.
func (p Point) cells() []int {
	out := make([]int, p.kind.words)
	for i := range out {
		out[i] = p.word(i)
	}
	return out
}

// natures are what access and volatility may say together.
var natures = map[string]facts{
	"ro const":   {volatil: Const},
	"ro live":    {volatil: Live},
	"rw ram":     {write: true, volatil: Volatile},
	"rw eeprom":  {write: true, volatil: Stored},
	"rw unknown": {write: true, volatil: Unknown},
	"wo ram":     {write: true, blind: true, volatil: Volatile},
}

func nature(pt *Point, access, direction, volatility string) error {
	n, ok := natures[access+" "+volatility]
	if !ok {
		return fmt.Errorf("access %q with volatility %q: want one of %s", access, volatility, strings.Join(sorted(natures), ", "))
	}
	pt.write, pt.blind, pt.volatil = n.write, n.blind, n.volatil
	if !slices.Contains([]string{"gen", "load", "-"}, direction) {
		return fmt.Errorf("direction %q: want gen, load or -", direction)
	}
	pt.aimed = direction != "-"
	if pt.flip = direction == "load"; pt.flip && !pt.kind.directed() {
		return fmt.Errorf("direction load: %s has no sign to flip", pt.kind.name)
	}
	return nil
}

// scaled reads the scale column.
func (r *reference) scaled(pt *Point, s string) (err error) {
	switch {
	case s == "-":
		return nil
	case !pt.kind.numeric():
		return fmt.Errorf("scale %q: %s takes none", s, pt.kind.name)
	case word.MatchString(s):
		r.scale = s
		return nil
	}
	pt.power, err = number(s, -10, 10)
	return err
}
