package scenario

import (
	"slices"
	"time"
)

// every repeats statements, one after another, until "quiet".
type every struct {
	interval time.Duration
	acts     []act
}

// parseEvery reads "every 5s order battery=+5kW then order battery=-5kW".
func parseEvery(p *parser, l line, rest []string) (act, error) {
	if len(rest) < 2 {
		return nil, l.refuse("every how often, and what? want \"every 5s order battery=+5kW then order battery=-5kW\"")
	}
	d, err := span(rest[0])
	if err != nil || d <= 0 {
		return nil, l.refuse("every %q: want an interval such as 5s", rest[0])
	}
	e := &every{interval: d}
	for words := rest[1:]; ; {
		i := slices.Index(words, "then")
		one := words
		if i >= 0 {
			one = words[:i]
		}
		if len(one) == 0 || !slices.Contains(streamed, one[0]) {
			return nil, l.refuse("every: what is repeated is one of %v", streamed)
		}
		a, err := p.action(l, one)
		if err != nil {
			return nil, err
		}
		if c, ok := a.(checker); ok && c.checks() > 0 {
			return nil, l.refuse("every: what is repeated expects nothing")
		}
		e.acts = append(e.acts, a)
		if i < 0 {
			return e, nil
		}
		words = words[i+1:]
	}
}

// streamed is every statement that may be repeated.
var streamed = []string{"order", "signal", "arm", "operator", "set", "free", "break", "mend", "write"}

// stream is an every in force.
type stream struct {
	*every
	line
	due  time.Duration
	turn int
}

func (e *every) do(r *run, l line) error {
	r.streams = append(r.streams, &stream{every: e, line: l, due: r.elapsed})
	return nil
}

// flow does what is due of the streams.
func (r *run) flow() error {
	for _, s := range r.streams {
		for ; s.due <= r.elapsed; s.due += s.interval {
			r.streaming = true
			err := s.acts[s.turn%len(s.acts)].do(r, s.line)
			r.streaming = false
			s.turn++
			if err != nil {
				return err
			}
		}
	}
	return nil
}

type quiet struct{}

func parseQuiet(_ *parser, l line, rest []string) (act, error) {
	if len(rest) > 0 {
		return nil, l.refuse("quiet stands alone: it ends every \"every\"")
	}
	return quiet{}, nil
}

func (quiet) do(r *run, _ line) error {
	r.streams = nil
	return nil
}
