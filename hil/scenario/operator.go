package scenario

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Dim is a limit of the network operator at the grid connection.
type Dim struct {
	Export bool // else of import
	Active bool // else it lifts the limit before it
	Power  energy.Watts
	Lasts  time.Duration // 0: until the next
}

// operator is what the network operator's box says.
type operator struct {
	homes  []int
	beats  bool
	dim    Dim
	from   string
	refuse string
}

// usualGuard is what scenarios call the box.
const usualGuard = "box"

// parseOperator reads "operator beat", "operator import 4200W for 2h" and
// "operator export lift", each with "from NAME" and "refused KIND" behind it.
func parseOperator(p *parser, l line, rest []string) (act, error) {
	o := &operator{from: usualGuard}
	o.homes, rest = p.targets(rest)
	for n := len(rest); n > 2; n = len(rest) {
		switch rest[n-2] {
		case "refused":
			o.refuse = rest[n-1]
			if !slices.Contains(kinds(), o.refuse) {
				return nil, l.unknown("refusal", o.refuse, kinds())
			}
		case "from":
			o.from = rest[n-1]
		case "for":
			d, err := span(rest[n-1])
			if err != nil {
				return nil, l.refuse("for: %w", err)
			}
			o.dim.Lasts = d
		default:
			return nil, l.refuse("%q: want \"for 2h\", \"from NAME\" or \"refused KIND\"", rest[n-2])
		}
		rest = rest[:n-2]
	}
	if n := len(rest); n > 1 && rest[n-2] == "from" {
		o.from, rest = rest[n-1], rest[:n-2]
	}
	return o, o.what(l, rest)
}

func (o *operator) what(l line, rest []string) error {
	switch {
	case len(rest) == 1 && rest[0] == "beat":
		o.beats = true
		return nil
	case len(rest) != 2 || (rest[0] != "import" && rest[0] != "export"):
		return l.refuse("operator does what? want \"beat\", \"import 4200W\" or \"export lift\"")
	}
	o.dim.Export, o.dim.Active = rest[0] == "export", rest[1] != "lift"
	if !o.dim.Active {
		return nil
	}
	v, err := quantity(rest[1], watts)
	if err != nil {
		return l.refuse("operator: %w", err)
	}
	o.dim.Power = energy.Watts(v)
	return nil
}

func (o *operator) checks() int { return min(1, len(o.refuse)) }

func (o *operator) do(r *run, l line) error {
	for _, i := range o.homes {
		h := r.houses[i]
		if h.gateway == nil || h.still {
			return l.refuse("the gateway of %s is off, or stands still", h.site.name)
		}
		if o.beats {
			if err := h.gateway.Beat(o.from); err != nil {
				return l.refuse("%w", err)
			}
			continue
		}
		got := ""
		if err := h.gateway.Dim(o.from, o.dim); err != nil {
			got = fault.KindOf(err).String()
		}
		if !r.streaming {
			r.judge(h, l, "the limit to be "+answer(o.refuse), answer(got), got == o.refuse)
		}
	}
	return nil
}
