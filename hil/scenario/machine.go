package scenario

import (
	"strings"
	"time"
)

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
