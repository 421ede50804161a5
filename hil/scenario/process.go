package scenario

import (
	"fmt"
	"strings"
)

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
	err := h.boots(r.ctx, r.maker, r.hands.dispatcher)
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
