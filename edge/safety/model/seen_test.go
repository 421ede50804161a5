package model_test

import (
	"maps"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// unseen is what a walk has still to come to: one that never discharged would
// prove nothing about the reserve.
type unseen map[string]bool

func newUnseen(more []string) unseen {
	s := unseen{}
	for _, what := range append([]string{"discharge", "failsafe", "own mode", "latched empty"}, more...) {
		s[what] = true
	}
	return s
}

func (s unseen) note(g *ghost, o *outcome) {
	if len(s) == 0 {
		return
	}
	p, asked := o.set.Power()
	wish, _ := o.wish.Power()
	_, on := g.dispatched(o.now)
	_, curbed := o.set.Curtail()
	for what, is := range map[string]bool{
		"discharge": p > 0, "charge": p < 0, "rest": asked && p == 0, "own mode": !asked, "failsafe": o.verdict.State == energy.Failsafe,
		"forced by import": asked && wish <= 0 && p > 0, "forced by export": asked && wish >= 0 && p < 0,
		"latched empty": g.empty && o.brought.soc.value > float64(max(reserve, o.limits.Live.Reserve)),
		"lease over":    g.ended, "owner above order": on && o.layer == energy.Owner,
		"PV held":       curbed && !o.limits.Live.Lockout && g.trust.all(),
		"PV let go":     g.held && !curbed && g.trust.all() && o.brought.passed < hold,
		"signal silent": g.leased(o.now) && g.order.follows && !on,
	} {
		if is {
			delete(s, what)
		}
	}
}

func (s unseen) left() []string { return slices.Sorted(maps.Keys(s)) }
