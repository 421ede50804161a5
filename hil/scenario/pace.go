package scenario

import "time"

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
	c := w.seen(r.sees)
	if len(c.terms) == 0 {
		r.skipped++
		return r.pass(w.limit, nil)
	}
	var bad *house
	var seen string
	err := r.pass(w.limit, func() bool {
		bad, seen = c.fails(r)
		return bad == nil
	})
	r.judge(bad, l, "within "+w.limit.String()+" "+c.text(), seen, bad == nil)
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
	c := s.seen(r.sees)
	if len(c.terms) == 0 {
		r.skipped += s.checks()
		return r.pass(s.length, nil)
	}
	var bad *house
	var seen string
	err := r.pass(s.length, func() bool {
		if bad == nil {
			bad, seen = c.fails(r)
		}
		return false
	})
	r.judge(bad, l, "throughout "+c.text(), seen, bad == nil)
	return err
}
