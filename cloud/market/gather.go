package market

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Absent is a home that was called and cannot be settled, and why. It is not a home
// that delivered nothing.
type Absent struct {
	Readout Readout
	Why     string
}

// gather reads of one meter what a baseline looks at, and no more.
type gather struct {
	past     Past
	metering baseline.Metering
	event    energy.Interval
	out      Readout
}

// stepOf returns the longest of five and of one minute on which the event begins and
// ends.
func stepOf(event energy.Interval) time.Duration {
	const long = 5 * time.Minute
	if event.Start.Truncate(long).Equal(event.Start) && event.End.Truncate(long).Equal(event.End) {
		return long
	}
	return time.Minute
}

func newGather(past Past, meter Meter, event energy.Interval) (*gather, error) {
	g := &gather{past: past, metering: baseline.DefaultMetering(), event: event}
	g.metering.Step, g.metering.Hold = stepOf(event), responseHold
	empty, err := Read(meter, nil, g.metering, event, event)
	if err != nil {
		return nil, err
	}
	g.out = empty
	g.out.Course.Intervals = nil
	return g, nil
}

// read takes in what is known of span, and returns whether all of it is metered.
func (g *gather) read(ctx context.Context, span energy.Interval) (whole bool, err error) {
	known, err := g.past.Known(ctx, g.out.Meter, span)
	if err != nil {
		return false, err
	}
	all := samples(known)
	part, err := g.metering.Course(g.out.Meter.String(), all, span)
	if err != nil {
		return false, err
	}
	g.out.Course.Join(part)
	if span.Start.After(g.event.Start) || span.End.Before(g.event.End) {
		return part.Whole(), nil
	}
	own, err := Read(g.out.Meter, all, g.metering, span, g.event)
	g.out.Source = own.Source
	return part.Whole(), err
}

// unmetered says why nothing of the event can be settled, "" where something can.
func (g *gather) unmetered() string {
	c := g.out.Source.Cover
	switch {
	case c.Measured > 0:
		return ""
	case c.LeftOut > 0:
		return fmt.Sprintf("%v of the event were read and cannot be settled by, doubtful or of a clock that is not right, and the rest was not read",
			time.Duration(c.LeftOut)*time.Millisecond)
	}
	return "nothing was read in the event"
}

// before gives the baseline of what was metered just before the event.
func (g *gather) before(ctx context.Context, b baseline.Before) (baseline.Result, string, error) {
	for _, span := range b.Spans(g.event) {
		if _, err := g.read(ctx, span); err != nil {
			return baseline.Result{}, "", err
		}
	}
	if why := g.unmetered(); why != "" {
		return baseline.Result{}, why, nil
	}
	r, err := b.Baseline(g.out.Course, g.event)
	return judged(r, err)
}

// similar gives the baseline of similar days, which are read one after the other
// until there are enough.
func (g *gather) similar(ctx context.Context, m baseline.Method, others []energy.Interval, in baseline.Calendar) (baseline.Result, string, error) {
	for back, used := 0, 0; back <= m.LookBack && used < m.Y.Most(); back++ {
		spans := m.Spans(g.event, g.metering.Step, others, in, back)
		all := len(spans) > 0
		for _, span := range spans {
			whole, err := g.read(ctx, span)
			if err != nil {
				return baseline.Result{}, "", err
			}
			all = all && whole
		}
		if back == 0 {
			if why := g.unmetered(); why != "" {
				return baseline.Result{}, why, nil
			}
		} else if all {
			used++
		}
	}
	r, err := m.Days(g.out.Course, g.event, others, in)
	return judged(r, err)
}

// judged tells what keeps a home from being settled from what failed.
func judged(r baseline.Result, err error) (baseline.Result, string, error) {
	var why *fault.Error
	if errors.As(err, &why) && why.Kind == fault.NotFound {
		return r, why.Err.Error(), nil
	}
	return r, "", err
}
