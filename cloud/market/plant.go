package market

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// plant is what the homes of a call are found to have given together, read home by
// home, so that one is held at a time.
type plant struct {
	*look
	every  time.Duration
	shown  Scored
	ids    []string // of the sources of what is summed over homes
	shares []Share
	absent []Absent
}

// power reads what a home's battery did in span, as readings on their own times, and
// whether anything can be settled by.
func (p *plant) power(ctx context.Context, h *Home, span energy.Interval) ([]energy.Reading[energy.Watts], bool, error) {
	meter := Meter{Site: h.Site, Device: h.Device, Metric: BatteryMeter}
	known, err := p.Past.Known(ctx, meter, span)
	if err != nil {
		return nil, false, err
	}
	return p.note(meter, readings[energy.Watts](known), span)
}

// note has the readings of a home, at even times, as a source.
func (p *plant) note(meter Meter, all []energy.Reading[energy.Watts], span energy.Interval) ([]energy.Reading[energy.Watts], bool, error) {
	even := resampled(all, span, p.every, responseHold)
	source := Telemetry(meter, even, span, p.every)
	p.shown.Sources = append(p.shown.Sources, source)
	if source.Cover.Measured > 0 {
		return all, true, nil
	}
	why := "nothing was read in the event"
	if source.Cover.LeftOut > 0 {
		why = "what was read is doubtful, or of a clock that is not right"
	}
	p.absent = append(p.absent, Absent{Readout: Readout{Meter: meter, Source: source}, Why: why})
	return all, false, nil
}

// resampled puts readings at even times, with those that are doubtful as that.
func resampled[T ~float64](all []energy.Reading[T], span energy.Interval, every, hold time.Duration) []energy.Reading[T] {
	n := int((span.Duration() + every - 1) / every)
	even := make([]energy.Reading[T], n)
	next := 0
	for i := range even {
		at := span.Start.Add(time.Duration(i) * every)
		for next < len(all) && !all[next].At().After(at) {
			next++
		}
		if next > 0 {
			even[i] = all[next-1].Fresh(at, hold)
		}
	}
	return even
}

// regulate takes a home into the sums of the hours.
func (p *plant) regulate(ctx context.Context, h *Home, hours []*hour) error {
	all, any, err := p.power(ctx, h, p.call.Span)
	if err != nil || !any {
		return err
	}
	share := Share{Site: h.Site, Device: h.Device}
	for _, in := range hours {
		power := score.Resample(all, in.begin, score.SampleEvery, responseHold, score.HourSamples)
		in.sum.Add(power)
		share.Weight += followed(in.signal, power, h)
	}
	p.shares = append(p.shares, share)
	return nil
}

// credited makes what was found of hours that were followed.
func (p *plant) credited(hours []*hour) (Found, error) {
	f := p.begin(p.terms.Capability, p.terms.Performance)
	f.Missing = len(p.absent)
	p.signals(hours)
	var total, mean float64
	var amount ledger.Micro
	for _, h := range hours {
		if err := h.judge(max(p.call.Up, p.call.Down)); err != nil {
			return Found{}, err
		}
		p.hour(h, len(hours) > 1)
		total, mean = total+float64(h.scored.Scored), mean+float64(h.scored.Scored)*float64(h.scored.Total)
		f.Missing += unscored(h, p.call.Span.Start)
		part, why, err := p.credit(h)
		if err != nil {
			return Found{}, err
		}
		if amount += part; why != "" {
			p.shown.Notes = append(p.shown.Notes, why)
		}
	}
	if total > 0 {
		f.worth(mean / total)
	}
	return p.pay(f, amount, PJMScore)
}

// unscored counts the parts of an hour of an assignment that lack data.
func unscored(h *hour, assigned time.Time) (n int) {
	for i, v := range h.scored.Intervals {
		const length = 5 * time.Minute
		begin := h.begin.Add(time.Duration(i) * length)
		inside := !begin.Before(assigned.Add(starting)) && !begin.Add(length).After(h.part.End)
		if v.Verdict == score.NoData && inside {
			n++
		}
	}
	return n
}

// signals shows what was asked, and what all homes gave.
func (p *plant) signals(hours []*hour) {
	var asked, made []energy.Reading[energy.Watts]
	for _, h := range hours {
		for i := range int(time.Hour / score.SampleEvery) {
			if h.part.Contains(h.begin.Add(time.Duration(i) * score.SampleEvery)) {
				asked, made = append(asked, h.signal[i]), append(made, h.sum.Power[i])
			}
		}
	}
	homes := p.gathered()
	source := Telemetry(Meter{Metric: "signal_w"}, asked, p.call.Span, score.SampleEvery)
	p.shown.Sources = append(p.shown.Sources, source)
	p.ids = []string{source.ID, homes}
	p.chart("Signal and what was given",
		LineOf("signal", asked, p.call.Span.Start, score.SampleEvery, 1000, source.ID),
		LineOf("given", made, p.call.Span.Start, score.SampleEvery, 1000, homes))
}

// gathered makes one source of all that was read so far, for what is summed over it.
func (p *plant) gathered() string {
	all := p.event().together(p.shown.Sources)
	p.shown.Sources = append(p.shown.Sources, all)
	p.ids = []string{all.ID}
	return all.ID
}

func (p *plant) chart(title string, lines ...evidence.Line) {
	p.shown.Charts = append(p.shown.Charts, evidence.Chart{Title: title, Unit: "kW", Lines: lines})
}

// hour shows the score of one.
func (p *plant) hour(h *hour, many bool) {
	figures := RegulationFigures(h.scored, h.accept, p.ids)
	for i := range figures {
		if many {
			figures[i].Name = fmt.Sprintf("%s, %s", h.begin.Format("2006-01-02 15:04"), figures[i].Name)
		}
	}
	p.shown.Figures = append(p.shown.Figures, figures...)
}
