package scenario

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// term is one comparison of an expectation.
type term struct {
	text   string
	fact   *fact
	op     string
	none   bool // compared with none or missing
	words  []string
	low    float64 // numbers: the range of what = and != take
	high   float64
	other  int // the home whose fact of the same name it is compared with; -1 for none
	factor float64
}

// ops are longest first.
var ops = []string{"!=", "<=", ">=", "=", "<", ">"}

func (p *parser) term(l line, text string) (term, error) {
	at := strings.IndexAny(text, "!<>=")
	if at <= 0 {
		return term{}, l.refuse("%q: want a comparison such as battery=5kW, soc>=0.2 or state=failsafe", text)
	}
	t := term{text: text, other: -1}
	for _, op := range ops {
		if strings.HasPrefix(text[at:], op) {
			t.op = op
			break
		}
	}
	if t.op == "" {
		return term{}, l.refuse("%q: want one of = != < <= > >=", text)
	}
	var err error
	if t.fact, err = p.fact(l, text[:at]); err != nil {
		return term{}, err
	}
	if err := t.take(p, text[at+len(t.op):]); err != nil {
		return term{}, l.refuse("%s: %w", t.fact.name, err)
	}
	return t, nil
}

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

// take reads what the fact is compared with.
func (t *term) take(p *parser, text string) error {
	equal := t.op == "=" || t.op == "!="
	if (text == "none" || text == "missing") && !slices.Contains(t.fact.words, text) {
		t.none = true
		if !equal {
			return fmt.Errorf("%q takes = or !=", text)
		}
		return nil
	}
	if t.fact.words != nil {
		return t.takeWords(text, equal)
	}
	body, tolerance, given := cutTolerance(text)
	low, high, ranged := strings.Cut(body, "..")
	if (given || ranged) && !equal {
		return fmt.Errorf("%q: a range or a tolerance takes = or !=", text)
	}
	if i := p.find(body); i >= 0 {
		return t.against(i, tolerance, given)
	}
	a, err := quantity(low, t.fact.unit)
	if err != nil {
		return err
	}
	t.low, t.high = a, a
	if ranged {
		t.high, err = quantity(high, t.fact.unit)
		if err == nil && t.high < t.low {
			err = fmt.Errorf("%q: the range ends before it begins", text)
		}
		return err
	}
	if !equal {
		return nil
	}
	slack := usualSlack(t.fact.unit, a)
	if given {
		if slack, err = toleranceOf(tolerance, t.fact.unit, a); err != nil {
			return err
		}
	}
	t.low, t.high = a-slack, a+slack
	return nil
}

// against compares with the same fact of another home, by a share.
func (t *term) against(home int, tolerance string, given bool) error {
	t.other, t.factor = home, 0.02
	if !given {
		return nil
	}
	number, ok := strings.CutSuffix(tolerance, "%")
	v, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || !(v >= 0 && v <= 100) {
		return fmt.Errorf("tolerance %q: want a percentage such as 2%%", tolerance)
	}
	t.factor = v / 100
	return nil
}

func (t *term) takeWords(text string, equal bool) error {
	if !equal {
		return fmt.Errorf("%q: words take = or !=", text)
	}
	t.words = strings.Split(text, "|")
	for _, w := range t.words {
		if slices.Contains(t.fact.words, w) {
			continue
		}
		if near := nearest(w, t.fact.words); near != "" {
			return fmt.Errorf("never %q: did you mean %q?", w, near)
		}
		return fmt.Errorf("never %q: want one of %s", w, strings.Join(t.fact.words, ", "))
	}
	return nil
}

func cutTolerance(text string) (body, tolerance string, given bool) {
	if body, tolerance, given = strings.Cut(text, "±"); given {
		return body, tolerance, true
	}
	return strings.Cut(text, "+-")
}

func toleranceOf(text string, u unit, of float64) (float64, error) {
	if share, ok := strings.CutSuffix(text, "%"); ok && u != pure {
		v, err := strconv.ParseFloat(share, 64)
		if err != nil || !(v >= 0 && v <= 100) {
			return 0, fmt.Errorf("tolerance %q: want such as 2%%", text)
		}
		return math.Abs(of) * v / 100, nil
	}
	v, err := quantity(text, u)
	if err != nil || v < 0 {
		return 0, fmt.Errorf("tolerance %q: want a magnitude in the same unit", text)
	}
	return v, nil
}

// usualSlack is how near "=" means where no tolerance is given.
func usualSlack(u unit, of float64) float64 {
	switch u {
	case pure:
		if of == math.Trunc(of) && math.Abs(of) > 1 {
			return 0 // a count
		}
		return 0.005
	case watts:
		return max(50, 0.02*math.Abs(of))
	case wattHours:
		return max(10, 0.02*math.Abs(of))
	case seconds:
		return 1
	case hertz:
		return 0.005
	}
	return 0.01 * math.Abs(of)
}

// holds tells whether the term is so for h, and what is seen.
func (t *term) holds(r *run, h *house) (bool, string) {
	v := t.fact.get(h)
	seen := t.fact.name + " " + t.show(v)
	if t.none {
		return v.absent == (t.op == "="), seen
	}
	if v.absent {
		return t.op == "!=", seen
	}
	if t.words != nil {
		has := slices.ContainsFunc(t.words, func(w string) bool { return slices.Contains(v.words, w) })
		return has == (t.op == "="), seen
	}
	low, high := t.low, t.high
	if t.other >= 0 {
		o := t.fact.get(r.houses[t.other])
		slack := t.factor * math.Abs(o.number)
		low, high = o.number-slack, o.number+slack
		if t.op != "=" && t.op != "!=" {
			low, high = o.number, o.number
		}
		seen += fmt.Sprintf(" against %s", show(o.number, t.fact.unit))
	}
	return compare(v.number, t.op, low, high), seen
}

func compare(v float64, op string, low, high float64) bool {
	switch op {
	case "=":
		return v >= low && v <= high
	case "!=":
		return !(v >= low && v <= high)
	case "<":
		return v < low
	case "<=":
		return v <= low
	case ">":
		return v > low
	}
	return v >= low
}

func (t *term) show(v value) string {
	switch {
	case v.absent:
		return "missing"
	case v.words != nil:
		return strings.Join(v.words, ",")
	}
	return show(v.number, t.fact.unit)
}
