package scenario

import (
	"slices"
	"strings"
)

// claim is what is expected of homes: all terms of each.
type claim struct {
	homes []int
	terms []term
}

func (p *parser) claim(l line, rest []string) (claim, error) {
	c := claim{}
	c.homes, rest = p.targets(rest)
	if len(rest) == 0 {
		return c, l.refuse("expect what? want comparisons such as battery=5kW state=controlled")
	}
	for _, text := range rest {
		t, err := p.term(l, text)
		if err != nil {
			return c, err
		}
		c.terms = append(c.terms, t)
	}
	return c, nil
}

// seen is what of the claim can be seen from where a run stands.
func (c claim) seen(sees func(*fact) bool) claim {
	c.terms = slices.DeleteFunc(slices.Clone(c.terms), func(t term) bool { return !sees(t.fact) })
	return c
}

// fails returns the first home and what is seen of it where the claim does not
// hold, nil where it does.
func (c *claim) fails(r *run) (*house, string) {
	for _, i := range c.homes {
		h := r.houses[i]
		ok, seen := c.of(r, h)
		if !ok {
			return h, seen
		}
	}
	return nil, ""
}

func (c *claim) of(r *run, h *house) (bool, string) {
	for i := range c.terms {
		if ok, _ := c.terms[i].holds(r, h); ok {
			continue
		}
		return false, c.show(r, h)
	}
	return true, ""
}

func (c *claim) show(r *run, h *house) string {
	var all []string
	for i := range c.terms {
		_, s := c.terms[i].holds(r, h)
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

func (c *claim) text() string {
	var all []string
	for _, t := range c.terms {
		all = append(all, t.text)
	}
	return strings.Join(all, " ")
}

// instant is an expectation of now.
type instant struct{ claim }

// invariant is an expectation of every step from its line on; a forbidding one
// says what may never be.
type invariant struct {
	claim
	forbids bool
}

func parseExpect(p *parser, l line, rest []string) (act, error) {
	kind := ""
	if len(rest) > 0 && (rest[0] == "always" || rest[0] == "never") {
		kind, rest = rest[0], rest[1:]
	}
	c, err := p.claim(l, rest)
	if err != nil {
		return nil, err
	}
	if kind == "" {
		return &instant{c}, nil
	}
	return &invariant{claim: c, forbids: kind == "never"}, nil
}

func (e *instant) checks() int { return 1 }

func (e *instant) do(r *run, l line) error {
	c := e.seen(r.sees)
	if len(c.terms) == 0 {
		r.skipped++
		return nil
	}
	h, seen := c.fails(r)
	if h != nil && r.grace > 0 {
		if err := r.pass(r.grace, func() bool { h, seen = c.fails(r); return h == nil }); err != nil {
			return err
		}
	}
	r.judge(h, l, c.text(), seen, h == nil)
	return nil
}

func (e *invariant) checks() int { return 1 }

func (e *invariant) do(r *run, l line) error {
	c := e.seen(r.sees)
	if len(c.terms) == 0 || e.forbids && len(c.terms) < len(e.terms) {
		r.skipped++
		return nil
	}
	r.result.Checks++
	r.watches = append(r.watches, &watch{invariant: &invariant{c, e.forbids}, line: l})
	r.watch()
	return nil
}

// watch is an invariant in force. It fails once.
type watch struct {
	*invariant
	line
	failed bool
}

// watch looks at every invariant in force.
func (r *run) watch() {
	for _, w := range r.watches {
		if w.failed {
			continue
		}
		if w.forbids {
			w.failed = r.forbidden(w)
			continue
		}
		if h, seen := w.fails(r); h != nil {
			w.failed = true
			r.fail(h, w.line, "always "+w.invariant.text(), seen)
		}
	}
}

func (r *run) forbidden(w *watch) bool {
	for _, i := range w.homes {
		h := r.houses[i]
		if ok, _ := w.of(r, h); ok {
			r.fail(h, w.line, "never "+w.invariant.text(), w.show(r, h))
			return true
		}
	}
	return false
}
