package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
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
