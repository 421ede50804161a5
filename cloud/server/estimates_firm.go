package server

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// firmLevel is the probability with which what is called firm can be had.
const firmLevel energy.Ratio = 0.95

// firmFor are the spans for which power is promised.
var firmFor = [...]estimate.Span{estimate.Quarter, estimate.Hour}

func lengthOf(s estimate.Span) time.Duration {
	return [...]time.Duration{estimate.FiveMinutes: 5 * time.Minute, estimate.Quarter: 15 * time.Minute, estimate.Hour: time.Hour}[s]
}

// promised returns what can be promised of a node of p, and what of that stands the
// loss of any one region. That is not known for the moment in which groups are others
// and their sums were not made yet.
func (e *estimates) promised(p *picture, b *believed) []api.Firm {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []api.Firm
	for _, span := range firmFor {
		f := api.Firm{ForS: lengthOf(span).Seconds(), Probability: firmLevel, UpW: firmUp(&b.total, span), DownW: firm(b.total.Down[span])}
		switch {
		case b.id == noNode:
			f.Secured = &api.Secured{}
		case p.tree == e.seats.tree:
			f.Secured = e.securedOf(b.id, span)
		}
		all = append(all, f)
	}
	return all
}

func (e *estimates) securedOf(n estimate.Node, span estimate.Span) *api.Secured {
	s := e.fleet.Secured(n, span, firmLevel)
	v := &api.Secured{UpW: s.Firm, HeldBack: s.Cost}
	if s.Region >= 0 {
		zone := string(e.seats.zones[s.Region])
		v.Against = &zone
	}
	return v
}

// firmUp is firm of what is offered upward, and no more than events showed. It is for
// who holds the lock of the fleet, which knows of them.
func firmUp(t *estimate.Total, span estimate.Span) energy.Watts {
	if t.Up[span].Homes == 0 {
		return 0
	}
	return t.Firm(span, firmLevel)
}

// firm returns what can be had of an offer, 0 of nobody's.
func firm(p estimate.Power) energy.Watts {
	if p.Homes == 0 {
		return 0
	}
	return max(0, p.Quantile(1-firmLevel))
}
