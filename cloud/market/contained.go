package market

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/cloud/market/whole"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// stored is how often homes in service are stored: what a market wants more often is
// shown, and nothing is paid by it.
const stored = time.Second

// watched is the frequency of the grid that the homes are on, of the first home that
// has it at each time.
func (l *look) watched(ctx context.Context, p *plant) ([]energy.Reading[energy.Hertz], error) {
	const most = 20 // homes: they are on one grid
	n := int(l.call.Span.Duration() / stored)
	all, left := make([]energy.Reading[energy.Hertz], n), n
	for i := range l.call.Homes {
		if i == most || left == 0 {
			break
		}
		meter := Meter{Site: l.call.Homes[i].Site, Metric: frequencyMeter}
		known, err := l.Past.Known(ctx, meter, l.call.Span)
		if err != nil {
			return nil, err
		}
		even := score.Resample(readings[energy.Hertz](known), l.call.Span.Start, stored, 2*stored, n)
		used := false
		for k := range all {
			_, have := all[k].Value()
			if _, there := even[k].Value(); there && !have {
				all[k], used, left = even[k], true, left-1
			}
		}
		if used || i == 0 {
			source := Telemetry(meter, even, l.call.Span, stored)
			p.shown.Sources = append(p.shown.Sources, source)
		}
	}
	return all, nil
}

// containment judges a droop service, a settlement period after the other.
func (l *look) containment(ctx context.Context) (Found, error) {
	p := plant{look: l, every: stored}
	f := l.begin(l.terms.Availability)
	rule := l.terms.rule(l.call.Programme)
	frequency, err := l.watched(ctx, &p)
	if err != nil {
		return Found{}, err
	}
	sum := score.NewSum(len(frequency))
	for i := range l.call.Homes {
		h := &l.call.Homes[i]
		all, any, err := p.power(ctx, h, l.call.Span)
		if err != nil {
			return Found{}, err
		}
		if !any {
			continue
		}
		power := score.Resample(all, l.call.Span.Start, stored, responseHold, len(frequency))
		sum.Add(power)
		p.shares = append(p.shares, Share{Site: h.Site, Device: h.Device, Weight: standing(power, h)})
	}
	p.chart("What was given", LineOf("given", sum.Power, l.call.Span.Start, stored, 1000, p.gathered()))
	f.Missing = len(p.absent)
	if rule == nil {
		f.NotSold = fmt.Sprintf("no rule is set for programme %s, and none has its name", l.call.Programme)
		return p.pay(f, 0, Corridor)
	}
	return p.contained(f, *rule, frequency, sum)
}

// standing is for how much and how long a home was seen to stand by, in mWh.
func standing(power []energy.Reading[energy.Watts], h *Home) int64 {
	seen := 0
	for _, r := range power {
		if _, known := r.Value(); known {
			seen++
		}
	}
	return int64(math.Round(float64(max(h.Up, h.Down)) * float64(seen) * stored.Hours() * 1000))
}

// contained judges and pays.
func (p *plant) contained(f Found, rule score.Service, frequency []energy.Reading[energy.Hertz], sum score.Sum) (Found, error) {
	if rule.Every < stored {
		p.shown.Notes = append(p.shown.Notes, fmt.Sprintf("%s wants samples each %v, and homes are stored each %v: what is shown is no proof, and nothing is paid by it.", rule.Name, rule.Every, stored))
		f.NotSold, rule.Every = "the market wants samples more often than homes are stored", stored
	}
	p.shown.Notes = append(p.shown.Notes, "The response is what batteries gave beside 0 W: no other baseline is submitted ahead.")
	contracted := max(p.call.Up, p.call.Down)
	d := score.Delivery{Contracted: contracted, Side: p.side(), Every: stored, Frequency: frequency, Response: sum.Power}
	checks, err := rule.Deliver(d)
	if err != nil {
		return Found{}, err
	}
	p.shown.Figures = DeliveryFigures(rule, checks, p.ids)
	var amount ledger.Micro
	mean := 0.0
	for _, c := range checks {
		// W times ms to MW and hours, and a share in millionths.
		ms := int64(c.Samples) * stored.Milliseconds()
		paid := whole.Scale(int64(price(p.terms.Availability)), int64(math.Round(float64(contracted)))*ms, 1e6*time.Hour.Milliseconds())
		amount += ledger.Micro(whole.Scale(paid, Millionths(c.Paid), 1e6))
		mean += float64(c.Paid) / float64(len(checks))
		if float64(c.Missing) > float64(1-rule.LeastSeen)*float64(c.Samples) {
			f.Missing++
		}
	}
	f.worth(mean)
	return p.pay(f, amount, Corridor)
}

func (p *plant) side() score.Side {
	switch {
	case p.call.Down == 0:
		return score.LowOnly
	case p.call.Up == 0:
		return score.HighOnly
	}
	return score.BothSides
}
