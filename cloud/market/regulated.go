package market

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	signalHold   = 10 * time.Second // how old a level may be that still stands
	responseHold = 5 * time.Second  // likewise a home's power: devices are read each second, some of them less often
	propagation  = 10 * time.Second // that PJM does not count as delay
	starting     = 10 * time.Minute // that it does not score after an assignment has begun
)

// hour is one clock hour of a call of regulation.
type hour struct {
	begin  time.Time
	part   energy.Interval // of the call
	signal []energy.Reading[energy.Watts]
	sum    score.Sum
	scored score.Hour
	accept score.Acceptance
}

// hours are those that span touches, with what was asked in them.
func (l *look) hours() ([]*hour, error) {
	levels, err := l.Tape.Levels(l.call.Programme, energy.Interval{Start: l.call.Span.Start.Add(-signalHold), End: l.call.Span.End})
	if err != nil {
		return nil, err
	}
	asked := make([]energy.Reading[energy.Watts], 0, len(levels))
	for _, v := range levels {
		asked = append(asked, l.asked(v))
	}
	var all []*hour
	for begin := l.call.Span.Start.Truncate(time.Hour); begin.Before(l.call.Span.End); begin = begin.Add(time.Hour) {
		h := &hour{begin: begin, part: both(l.call.Span, energy.Interval{Start: begin, End: begin.Add(time.Hour)}), sum: score.NewSum(score.HourSamples)}
		h.signal = score.Resample(asked, begin, score.SampleEvery, signalHold, score.HourSamples)
		l.mask(h)
		all = append(all, h)
	}
	return all, nil
}

// asked is the power that a level asks of the plant.
func (l *look) asked(v energy.Reading[Level]) energy.Reading[energy.Watts] {
	level, known := v.Value()
	p := energy.Watts(level) * l.call.Up
	if level < 0 {
		p = energy.Watts(level) * l.call.Down
	}
	r := energy.Read(p, v.At())
	if !known {
		r = r.Lost()
	}
	return r
}

// mask leaves out what is not scored: what is outside of the call, and its first ten
// minutes.
func (l *look) mask(h *hour) {
	from := l.call.Span.Start.Add(starting)
	for i := range h.signal {
		if at := h.begin.Add(time.Duration(i) * score.SampleEvery); at.Before(from) || !at.Before(l.call.Span.End) {
			h.signal[i] = h.signal[i].Lost()
		}
	}
}

func both(a, b energy.Interval) energy.Interval {
	if b.Start.After(a.Start) {
		a.Start = b.Start
	}
	if b.End.Before(a.End) {
		a.End = b.End
	}
	return a
}

// judge scores an hour of what the plant was to give.
func (h *hour) judge(assigned energy.Watts) (err error) {
	r := score.Regulation{Assigned: assigned, Signal: h.signal, Response: h.sum.Power, Propagation: propagation}
	if h.scored, err = score.Regulate(r); err == nil {
		h.accept = score.Accept(r, h.scored)
	}
	return err
}

// credit is what an hour earns by its own score, which it has to have.
func (l *look) credit(h *hour) (ledger.Micro, string, error) {
	if h.scored.Scored == 0 || h.scored.Historical {
		return 0, fmt.Sprintf("The hour from %s has less than a quarter of an hour in a row with a score: the market takes a historical one, and nothing is credited here.",
			h.begin.Format(time.RFC3339)), nil
	}
	c := Credit{
		Assigned: int64(math.Round(float64(max(l.call.Up, l.call.Down)))), Score: Millionths(h.scored.Total), Length: h.part.Duration(),
		Capability: price(l.terms.Capability), Performance: price(l.terms.Performance), Mileage: l.terms.Mileage,
	}
	amount, err := c.Amount()
	return amount, "", err
}

func price(p *ledger.Micro) ledger.Micro {
	if p == nil {
		return 0
	}
	return *p
}

// followed is how much of what was asked a home gave, in mWh: its power as far as it
// is on the signal's side and of what was claimed of it.
func followed(signal, power []energy.Reading[energy.Watts], h *Home) int64 {
	sum := 0.0
	for i := range power {
		asked, known := signal[i].Value()
		p, read := power[i].Value()
		switch {
		case !known || !read:
		case asked > 0:
			sum += float64(min(max(0, p), h.Up))
		case asked < 0:
			sum += float64(min(max(0, -p), h.Down))
		}
	}
	return int64(math.Round(sum * score.SampleEvery.Hours() * 1000))
}

// regulation scores a call by the hour, and pays its homes for what each gave.
func (l *look) regulation(ctx context.Context) (Found, error) {
	hours, err := l.hours()
	if err != nil {
		return Found{}, err
	}
	p := plant{look: l, every: score.SampleEvery}
	for i := range l.call.Homes {
		if err := p.regulate(ctx, &l.call.Homes[i], hours); err != nil {
			return Found{}, err
		}
	}
	return p.credited(hours)
}
