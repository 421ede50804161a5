package scenario

import (
	"maps"
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// fact finds what is expected by its name.
func (p *parser) fact(l line, name string) (*fact, error) {
	known := p.facts()
	if f := known[name]; f != nil {
		return f, nil
	}
	if f, of := courseOf(name, known); f != nil {
		if !slices.ContainsFunc(p.script.stats, func(s *fact) bool { return s.name == of.name }) {
			p.script.stats = append(p.script.stats, of)
		}
		return f, nil
	}
	if kind, rest, ok := strings.Cut(name, "."); ok && (kind == "register" || kind == "writes") {
		return registerFact(l, name, kind, rest)
	}
	names := slices.Collect(maps.Keys(known))
	if near := nearest(name, names); near != "" {
		return nil, l.refuse("no fact %q: did you mean %q?", name, near)
	}
	return nil, l.refuse("no fact %q: the package's doc.go lists them", name)
}

// registerFact is register.UNIT.REGISTER or writes.UNIT.REGISTER.
func registerFact(l line, name, kind, rest string) (*fact, error) {
	unit, text, _ := strings.Cut(rest, ".")
	reg, err := parseRegister(text)
	if err != nil {
		return nil, l.refuse("%w", err)
	}
	if _, ok := unitOf(&site{shape: device.Hybrid}, unit); !ok {
		return nil, l.unknown("unit", unit, unitNames)
	}
	return &fact{name: name, get: func(h *house) value {
		id, _ := unitOf(h.site, unit)
		if kind == "writes" {
			at, ok := reg.at(h.bank, id)
			return value{number: float64(h.ledger.busiest(&written{id, at})), absent: !ok}
		}
		v, ok := reg.read(h.bank, id)
		return value{number: v, absent: !ok}
	}}, nil
}
