package regmap

import (
	"fmt"
	"strconv"
	"strings"
)

// options reads the KEY=VALUE words.
func (r *reference) options(pt *Point, words []string) error {
	seen := map[string]bool{}
	for _, w := range words {
		key, value, ok := strings.Cut(w, "=")
		set, known := options[key]
		if !ok || !known || seen[key] {
			return fmt.Errorf("%q: want each of %s= once", w, strings.Join(sorted(options), "=, "))
		}
		seen[key] = true
		if err := set(r, pt, value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// options are the words that may follow a point's eight columns.
var options = map[string]func(r *reference, pt *Point, value string) error{
	"then":   func(_ *reference, pt *Point, v string) error { return pt.setThen(v) },
	"nan":    func(_ *reference, pt *Point, v string) error { return pt.setNaN(v) },
	"minus":  func(r *reference, pt *Point, v string) error { return r.setMinus(pt, v) },
	"range":  func(_ *reference, pt *Point, v string) error { return pt.setRange(v) },
	"enum":   func(_ *reference, pt *Point, v string) error { return pt.setEnum(v) },
	"budget": func(_ *reference, pt *Point, v string) error { return pt.setBudget(v) },
	"dead":   func(_ *reference, pt *Point, v string) error { return pt.setDead(v) },
	"unit":   func(_ *reference, pt *Point, v string) error { return pt.setUnit(v) },
}

func (p *Point) setThen(v string) (err error) {
	if p.kind.words != 2 {
		return fmt.Errorf("%s has not two words", p.kind.name)
	}
	p.split = true
	p.then, err = number(v, 0, 1<<16-1)
	if _, words := p.Span(); err == nil && (p.then == p.offset || words > maxRead) {
		return fmt.Errorf("%q: the two words want to be read in one request, or they may tear", v)
	}
	return err
}

func (p *Point) setNaN(v string) error {
	n, err := numeral(v)
	if err != nil || !p.kind.numeric() || n != float64(uint64(n)) || n >= float64(uint64(1)<<(16*min(2, p.kind.words))) {
		return fmt.Errorf("%q: want a raw value that %s can have", v, p.kind.name)
	}
	p.kind.sentinel, p.kind.null = uint64(n), true
	return nil
}

func (r *reference) setMinus(pt *Point, v string) error {
	name, raw, _ := strings.Cut(v, ":")
	n, err := strconv.ParseUint(raw, 0, 16)
	if err != nil || !word.MatchString(name) || !pt.kind.numeric() || pt.write {
		return fmt.Errorf("%q: want POINT:RAW, on a number that is only read", v)
	}
	pt.turn, r.minus = uint16(n), name
	return nil
}

func (p *Point) setRange(v string) error {
	r, ok := span(v)
	if !ok || !p.write || !p.kind.numeric() {
		return fmt.Errorf("%q: want LOW..HIGH, on a number that is written", v)
	}
	p.limits.bounded, p.limits.least, p.limits.most = true, r.Least, r.Most
	return nil
}

func (p *Point) setEnum(v string) error {
	for _, s := range strings.Split(v, ",") {
		n, err := numeral(s)
		if err != nil || !p.write || !p.kind.numeric() {
			return fmt.Errorf("%q: want numbers, on a number that is written", v)
		}
		p.limits.among = append(p.limits.among, n)
	}
	return nil
}

func (p *Point) setBudget(v string) (err error) {
	p.limits.budget, err = number(v, 1, 10_000)
	if err == nil && !p.Wears() {
		return fmt.Errorf("%q: only what is stored wears", v)
	}
	return err
}

func (p *Point) setDead(v string) (err error) {
	p.limits.dead, err = numeral(v)
	if err == nil && (!p.Wears() || p.limits.dead < 0) {
		return fmt.Errorf("%q: want a change of what is stored", v)
	}
	return err
}

func (p *Point) setUnit(v string) error {
	if p.other = v == "other"; !p.other {
		return fmt.Errorf("%q: want other", v)
	}
	return nil
}
