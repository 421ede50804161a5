package scenario

import (
	"slices"
	"strings"
	"time"
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

// gateway tells whether only the gateway's own code can answer.
func (c *claim) gateway() bool {
	return slices.ContainsFunc(c.terms, func(t term) bool { return t.fact.gateway })
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
		return false, c.seen(r, h)
	}
	return true, ""
}

func (c *claim) seen(r *run, h *house) string {
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
	if r.blind && e.gateway() {
		r.skipped++
		return nil
	}
	h, seen := e.fails(r)
	r.judge(h, l, e.text(), seen, h == nil)
	return nil
}

func (e *invariant) checks() int { return 1 }

func (e *invariant) do(r *run, l line) error {
	if r.blind && e.gateway() {
		r.skipped++
		return nil
	}
	r.result.Checks++
	r.watches = append(r.watches, &watch{invariant: e, line: l})
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
			r.fail(h, w.line, "never "+w.invariant.text(), w.seen(r, h))
			return true
		}
	}
	return false
}

// wait is "within 10s expect": it runs until the claim holds.
type wait struct {
	claim
	limit time.Duration
}

func parseWithin(p *parser, l line, rest []string) (act, error) {
	if len(rest) < 3 || rest[1] != "expect" {
		return nil, l.refuse("want such as \"within 10s expect state=failsafe\"")
	}
	d, err := span(rest[0])
	if err != nil || d <= 0 {
		return nil, l.refuse("within %q: want a length of time such as 10s", rest[0])
	}
	c, err := p.claim(l, rest[2:])
	return &wait{claim: c, limit: d}, err
}

func (w *wait) checks() int { return 1 }

func (w *wait) do(r *run, l line) error {
	if r.blind && w.gateway() {
		r.skipped++
		return r.pass(w.limit, nil)
	}
	var bad *house
	var seen string
	err := r.pass(w.limit, func() bool {
		bad, seen = w.fails(r)
		return bad == nil
	})
	r.judge(bad, l, "within "+w.limit.String()+" "+w.text(), seen, bad == nil)
	return err
}

// pace is "run 1m", and "run 1m expect": the claim holds at every step of it.
type pace struct {
	claim
	length time.Duration
}

func parseRun(p *parser, l line, rest []string) (act, error) {
	if len(rest) == 0 {
		return nil, l.refuse("run how long? want such as \"run 15m\"")
	}
	d, err := span(rest[0])
	if err != nil || d <= 0 {
		return nil, l.refuse("run %q: want a length of time such as 15m", rest[0])
	}
	if len(rest) == 1 {
		return &pace{length: d}, nil
	}
	if rest[1] != "expect" {
		return nil, l.refuse("%q after run: want nothing or \"expect\"", rest[1])
	}
	c, err := p.claim(l, rest[2:])
	return &pace{claim: c, length: d}, err
}

func (s *pace) checks() int { return min(1, len(s.terms)) }

func (s *pace) do(r *run, l line) error {
	if len(s.terms) == 0 || r.blind && s.gateway() {
		r.skipped += s.checks()
		return r.pass(s.length, nil)
	}
	var bad *house
	var seen string
	err := r.pass(s.length, func() bool {
		if bad == nil {
			bad, seen = s.fails(r)
		}
		return false
	})
	r.judge(bad, l, "throughout "+s.text(), seen, bad == nil)
	return err
}
