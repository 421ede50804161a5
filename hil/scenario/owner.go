package scenario

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// owner is what somebody in the home does.
type owner struct {
	homes  []int
	refuse string // the fault.Kind it has to be refused with; "" to be done
	does   deed
}

// deed does it at the gateway's time.
type deed func(h Home, now time.Time) error

// parseOwner reads "owner pause", "owner pause 1h", "owner resume", "owner
// reserve 0.3", "owner plan +1h..+2h charge=3kW", "owner clear" and "owner|installer reset", each with "refused
// KIND" behind it where it has to be.
func parseOwner(p *parser, l line, rest []string) (act, error) {
	o := &owner{}
	o.homes, rest = p.targets(rest)
	if n := len(rest); n > 2 && rest[n-2] == "refused" {
		o.refuse, rest = rest[n-1], rest[:n-2]
	}
	if len(rest) > 1 && rest[0] == "plan" {
		does, err := planned(rest[1:], p.script.start.Location())
		if err != nil {
			return nil, l.refuse("plan: %w", err)
		}
		o.does = does
		return o, nil
	}
	if len(rest) == 0 || len(rest) > 2 {
		return nil, l.refuse("%s does what? want pause, resume, reserve, storm, plan, calm, clear or reset", l.words[0])
	}
	argument := ""
	if len(rest) == 2 {
		argument = rest[1]
	}
	do, err := done(l.words[0], rest[0], argument)
	if err != nil {
		return nil, l.refuse("%w", err)
	}
	o.does = func(h Home, _ time.Time) error { return do(h) }
	return o, nil
}

func done(who, what, argument string) (func(h Home) error, error) {
	switch {
	case what == "pause":
		d := time.Duration(0)
		var err error
		if argument != "" {
			d, err = span(argument)
		}
		return func(h Home) error { return h.Pause(d) }, err
	case what == "reserve":
		keep, err := quantity(argument, pure)
		return func(h Home) error { return h.Reserve(energy.Ratio(keep)) }, err
	case what == "storm":
		d, err := span(argument)
		return func(h Home) error { return h.Storm(d) }, err
	case argument != "":
		return nil, fmt.Errorf("%q: %s takes nothing behind it", argument, what)
	case what == "resume":
		return Home.Resume, nil
	case what == "calm":
		return Home.Calm, nil
	case what == "clear":
		return Home.Clear, nil
	case what == "reset":
		return func(h Home) error { return h.Reset(who == "installer") }, nil
	}
	return nil, fmt.Errorf("%q: want pause, resume, reserve, storm, plan, calm, clear or reset", what)
}

func (o *owner) checks() int {
	if o.refuse != "" {
		return 1
	}
	return 0
}

func (o *owner) do(r *run, l line) error {
	for _, i := range o.homes {
		h := r.houses[i]
		if h.gateway == nil || h.still {
			return l.refuse("the gateway of %s is off, or stands still", h.site.name)
		}
		got := ""
		if err := o.does(h.gateway, h.now()); err != nil {
			got = fault.KindOf(err).String()
		}
		expected := "it to be done"
		if o.refuse != "" {
			expected = answer(o.refuse)
		}
		r.judge(h, l, expected, answer(got), got == o.refuse)
	}
	return nil
}
