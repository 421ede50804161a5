package scenario

import (
	"fmt"
	"strings"
	"time"
)

// supply is what a home can lose.
type supply struct {
	homes []int
	grid  bool // else its uplink
	back  bool
}

func parseCut(p *parser, l line, rest []string) (act, error) { return p.supply(l, rest, false) }

func parseRestore(p *parser, l line, rest []string) (act, error) { return p.supply(l, rest, true) }

func (p *parser) supply(l line, rest []string, back bool) (act, error) {
	s := &supply{back: back}
	s.homes, rest = p.targets(rest)
	if len(rest) != 1 || (rest[0] != "grid" && rest[0] != "uplink") {
		return nil, l.refuse("want grid or uplink")
	}
	s.grid = rest[0] == "grid"
	return s, nil
}

func (s *supply) do(r *run, _ line) error {
	for _, i := range s.homes {
		switch {
		case !s.grid:
			r.offline[i] = !s.back
		case s.back:
			r.houses[i].home.RestoreGrid()
		default:
			r.houses[i].home.CutGrid()
		}
	}
	return nil
}

// process is the gateway's life.
type process struct {
	homes       []int
	ends, comes bool
	refusal     string // in the reason why it does not start; "" to start
}

func parseKill(p *parser, l line, rest []string) (act, error) {
	return p.process(l, rest, process{ends: true})
}

func parseStart(p *parser, l line, rest []string) (act, error) {
	return p.process(l, rest, process{comes: true})
}

func parseRestart(p *parser, l line, rest []string) (act, error) {
	return p.process(l, rest, process{ends: true, comes: true})
}

func (p *parser) process(l line, rest []string, c process) (act, error) {
	c.homes, rest = p.targets(rest)
	if c.comes && !c.ends && len(rest) == 3 && rest[1] == "refused" {
		c.refusal, rest = rest[2], rest[:1]
	}
	if len(rest) != 1 || rest[0] != "gateway" {
		return nil, l.refuse("want \"gateway\", and behind a start perhaps \"refused WORD\"")
	}
	return &c, nil
}

func (c *process) checks() int { return min(1, len(c.refusal)) }

func (c *process) do(r *run, l line) error {
	for _, i := range c.homes {
		if err := c.of(r, r.houses[i], l); err != nil {
			return l.refuse("%w", err)
		}
	}
	return nil
}

func (c *process) of(r *run, h *house, l line) error {
	if c.ends {
		if err := h.kill(); err != nil {
			return err
		}
	}
	if !c.comes {
		return nil
	}
	if h.gateway != nil {
		return fmt.Errorf("the gateway of %s runs already", h.site.name)
	}
	err := h.boots(r.ctx, r.maker)
	if c.refusal == "" {
		return err
	}
	seen := "a start"
	if err != nil {
		seen = err.Error()
	}
	r.judge(h, l, "a start that is refused with "+c.refusal, seen, err != nil && strings.Contains(seen, c.refusal))
	return nil
}

// configure changes the site file, for the next start.
type configure struct {
	homes []int
	to    [][2]string
}

func parseConfigure(p *parser, l line, rest []string) (act, error) {
	c := &configure{}
	c.homes, rest = p.targets(rest)
	for _, word := range rest {
		key, value, ok := strings.Cut(word, "=")
		if !ok || !dotted(key) || value == "" {
			return nil, l.refuse("%q: want key=value with a key of the site file", word)
		}
		c.to = append(c.to, [2]string{key, value})
	}
	if len(c.to) == 0 {
		return nil, l.refuse("want settings of the site file such as limits.reserve_ratio=0.2")
	}
	return c, nil
}

func (c *configure) do(r *run, _ line) error {
	for _, i := range c.homes {
		for _, pair := range c.to {
			r.houses[i].file.set(pair[0], pair[1])
		}
	}
	return nil
}

// jump sets the gateway's wall clock ahead or back, while it is off: while it
// runs its clock is monotonic.
type jump struct {
	homes []int
	by    time.Duration
}

func parseJump(p *parser, l line, rest []string) (act, error) {
	j := &jump{}
	j.homes, rest = p.targets(rest)
	if len(rest) != 2 || rest[0] != "clock" || len(rest[1]) < 2 {
		return nil, l.refuse("want such as \"jump clock +1d\"")
	}
	sign := time.Duration(1)
	switch rest[1][0] {
	case '-':
		sign = -1
	case '+':
	default:
		return nil, l.refuse("jump by %q: want a sign and a length such as +1d", rest[1])
	}
	d, err := span(rest[1][1:])
	if err != nil {
		return nil, l.refuse("jump: %w", err)
	}
	j.by = sign * d
	return j, nil
}

func (j *jump) do(r *run, l line) error {
	for _, i := range j.homes {
		if r.houses[i].gateway != nil {
			return l.refuse("the gateway of %s runs: kill it first", r.houses[i].site.name)
		}
		r.houses[i].clock.jump(j.by)
	}
	return nil
}
