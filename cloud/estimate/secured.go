package estimate

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Secured is firm power that is there also where any one region goes dark, all at
// once: its homes cannot be commanded then, and their promises are void.
type Secured struct {
	Firm   energy.Watts
	Cost   energy.Ratio // of what is firm while all regions are heard, that is held back
	Region int          // whose loss would cost most; -1 where nothing is offered
}

// Secured returns what a node's homes can promise upward for a span with probability
// level, whichever region is lost. A node of one region promises nothing.
func (f *Fleet) Secured(n Node, span Span, level energy.Ratio) Secured {
	var all offer
	ready := 0
	for _, i := range f.tree.of[n] {
		s := &f.tree.rows[i].sum
		all.add(&s.up[span])
		ready += int(s.states[Ready])
	}
	whole := f.firm(&all, ready, span, level)
	out := Secured{Firm: whole, Region: -1}
	for _, i := range f.tree.of[n] {
		row := &f.tree.rows[i]
		left := all.without(&row.sum.up[span])
		if firm := f.firm(&left, ready-int(row.sum.states[Ready]), span, level); firm < out.Firm {
			out.Firm, out.Region = firm, row.region
		}
	}
	if whole > 0 {
		out.Cost = energy.Ratio(1 - out.Firm/whole)
	}
	return out
}

// without returns what is left where o is gone.
func (o *offer) without(gone *offer) offer {
	return offer{mean: max(0, o.mean-gone.mean), square: max(0, o.square-gone.square), doubt: max(0, o.doubt-gone.doubt)}
}

func (f *Fleet) firm(o *offer, homes int, span Span, level energy.Ratio) energy.Watts {
	t := Total{shortfalls: &f.shortfalls}
	t.Up[span] = o.power(homes, f.trust, f.shape)
	return t.Firm(span, level)
}
