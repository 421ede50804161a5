package regmap

import (
	"fmt"
	"slices"
	"strings"
)

// steps are the keywords of the control programs, and how many words each has.
var steps = map[string]*struct {
	op    Op
	words int
}{
	"hold":    {Hold, 4},
	"refresh": {Refresh, 4},
	"release": {Release, 3},
	"need":    {Need, 3},
	"cut":     {Cut, 3},
	"uncut":   {Uncut, 3},
	"cutneed": {CutNeed, 3},
}

var conditions = map[string]When{"always": Always, "charge": Charging, "discharge": Discharging, "idle": Idle}

var terms = map[string]Term{"power": Power, "size": Size, "length": Length, "beat": Beat, "before": Before, "sun": Sun, "ac": Most}

// termsOf are those that name another point.
var termsOf = map[string]Term{"share": Share, "point": Copy, "ac": MostShare}

// meant are the terms that each operation may have.
var meant = map[Op][]Term{
	Hold:    {Literal, Power, Size, Share, Length, Beat},
	Refresh: {Literal, Power, Size, Share, Length, Beat},
	Release: {Literal, Copy},
	Need:    {Literal},
	Cut:     {Literal, Sun, Most, MostShare, Length},
	Uncut:   {Literal, Before},
	CutNeed: {Literal},
}

// step reads one step of a control program.
func (p *deviceParser) step(line int, f []string) (err error) {
	kind := steps[f[0]]
	if len(f) != kind.words {
		return fmt.Errorf("%s: want %d words behind it", f[0], kind.words-1)
	}
	s := Step{Op: kind.op, Point: f[len(f)-2]}
	if kind.op == Hold || kind.op == Refresh {
		if s.When, err = oneOf(f[1:2], conditions); err != nil {
			return err
		}
	}
	if err := s.value(f[len(f)-1]); err != nil {
		return err
	}
	if !slices.Contains(meant[s.Op], s.Term) {
		return fmt.Errorf("%s: not by %q", f[0], f[len(f)-1])
	}
	if s.Op >= Cut {
		p.device.Cuts, p.cuts = append(p.device.Cuts, s), append(p.cuts, line)
		return nil
	}
	p.device.Steps, p.steps = append(p.device.Steps, s), append(p.steps, line)
	return nil
}

func (s *Step) value(v string) (err error) {
	if term, ok := terms[v]; ok {
		s.Term = term
		return nil
	}
	if name, of, two := strings.Cut(v, ":"); two {
		term, ok := termsOf[name]
		if s.Term, s.Of = term, of; ok {
			return nil
		}
	}
	if rest, ok := strings.CutPrefix(v, "power"); ok {
		return s.beside(rest)
	}
	if r, ok := span(v); ok && s.Op == Release {
		s.Value, s.UpTo = r.Least, r.Most
		return nil
	}
	if s.Value, err = numeral(v); err != nil {
		return fmt.Errorf("value %q: want a number, %s:POINT or one of %s", v, strings.Join(sorted(termsOf), ":POINT, "), strings.Join(sorted(terms), ", "))
	}
	return nil
}

// beside reads the points that are added to a power and taken away.
func (s *Step) beside(v string) error {
	for v != "" {
		into := &s.Plus
		if v[0] == '-' {
			into = &s.Minus
		}
		end := strings.IndexAny(v[1:], "+-") + 1
		if end == 0 {
			end = len(v)
		}
		if name := v[1:end]; (v[0] != '+' && v[0] != '-') || !word.MatchString(name) {
			return fmt.Errorf("%q: want power, and points with + or - before each", "power"+v)
		}
		*into = append(*into, v[1:end])
		v = v[end:]
	}
	s.Term = Power
	return nil
}
