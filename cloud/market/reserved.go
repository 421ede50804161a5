package market

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// longestReserve is until when after a disturbance a reserve is measured.
const longestReserve = 10 * time.Minute

// reserve measures what a contingency reserve gave after each disturbance that its
// call met. Homes are stored each second, of which the market's own finding is that
// areas are overstated by up to 16 %: so it is shown, and nothing is paid by it.
func (l *look) reserve(ctx context.Context) (Found, error) {
	p := plant{look: l, every: stored}
	f := l.begin()
	if !l.call.Test {
		f.NotSold = "the market wants samples more often than homes are stored"
	}
	frequency, err := l.watched(ctx, &p)
	if err != nil {
		return Found{}, err
	}
	met := l.disturbances(frequency)
	amounts := make([][]score.Amount, len(met))
	for i := range l.call.Homes {
		all, any, err := p.power(ctx, &l.call.Homes[i], l.call.Span)
		if err != nil {
			return Found{}, err
		}
		for k, d := range met {
			var at []score.At
			if any {
				at = after(all, d.At)
			}
			amounts[k] = append(amounts[k], l.metering().Measure(l.service(d), at))
		}
	}
	p.gathered()
	f.Missing = len(p.absent)
	return p.measured(f, met, amounts)
}

// disturbances are when the frequency left the band that the service leaves alone,
// to the side that it was to answer.
func (l *look) disturbances(course []energy.Reading[energy.Hertz]) (met []score.Disturbance) {
	band := score.Band{Low: l.call.Frequency.Nominal - l.call.Frequency.Dead, High: l.call.Frequency.Nominal + l.call.Frequency.Dead}
	for len(course) > 0 {
		d, left := band.Leaves(course)
		if !left {
			return met
		}
		if d.Direction == score.Raise && l.call.Up > 0 || d.Direction == score.Lower && l.call.Down > 0 {
			met = append(met, d)
		}
		i := 0
		for i < len(course) && course[i].At().Before(d.At.Add(longestReserve)) {
			i++
		}
		course = course[i:]
	}
	return met
}

// metering is the market's for many small homes, on the samples that are stored.
func (l *look) metering() score.Metering {
	m := score.SmallPlantMetering()
	m.Every = stored
	return m
}

// service returns the reserve that a disturbance calls, by how soon the call was to
// be full.
func (l *look) service(d score.Disturbance) score.Reserve {
	name := "delayed-"
	switch full := l.call.FullBy; {
	case full <= time.Second:
		name = "very-fast-"
	case full <= 6*time.Second:
		name = "fast-"
	case full <= time.Minute:
		name = "slow-"
	}
	all := score.Reserves()
	for _, r := range all {
		if r.Name == name+d.Direction.String() {
			return r
		}
	}
	return all[0]
}

// after returns what was read around a disturbance, on the time since it.
func after(all []energy.Reading[energy.Watts], disturbed time.Time) (at []score.At) {
	for _, r := range all {
		since := r.At().Sub(disturbed)
		if p, _ := r.Value(); r.Quality() == energy.Good && since >= -time.Minute && since <= longestReserve {
			at = append(at, score.At{After: since, Power: p})
		}
	}
	return at
}

// measured shows what was found. The call is worth the least that any disturbance
// was answered by, and nothing is known of it where none was met.
func (p *plant) measured(f Found, met []score.Disturbance, amounts [][]score.Amount) (Found, error) {
	p.shown.Notes = append(p.shown.Notes, fmt.Sprintf("%d disturbances. Homes are stored each %v: what is shown is no proof, and nothing is paid by it.", len(met), stored))
	worth := energy.Ratio(1)
	for k, d := range met {
		reserve := p.service(d)
		asked := p.call.Up
		if d.Direction == score.Lower {
			asked = p.call.Down
		}
		total := p.metering().Sum(reserve, amounts[k])
		figures := ReserveFigures(reserve, total, p.ids)
		for i := range figures {
			figures[i].Name = fmt.Sprintf("%s, %s", d.At.UTC().Format(time.RFC3339), figures[i].Name)
		}
		p.shown.Figures = append(p.shown.Figures, figures...)
		worth = min(worth, energy.Ratio(total.Quantity/asked))
	}
	if len(met) > 0 {
		f.worth(float64(worth))
	}
	return p.pay(f, 0, FCASMass)
}
