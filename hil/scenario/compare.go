package scenario

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

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
