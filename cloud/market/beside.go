package market

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const (
	matchDays = 5  // on which homes are compared to find the like of each
	matchBack = 30 // days that these are looked for in
	// perCalled is how many homes that were not called are looked at for each that was,
	// and mostControls for all.
	perCalled    = 3
	mostControls = 2000
)

// beside compares homes that were called with homes that were not.
func (l *look) beside(ctx context.Context) (all []Delivered, absent []Absent, err error) {
	match := l.matches()
	group := baseline.Group{Match: match, Event: l.call.Span}
	read := map[string]Readout{}
	for _, h := range l.call.Homes {
		out, why, err := l.course(ctx, l.meter(h), match)
		if err != nil {
			return nil, nil, err
		}
		if why != "" {
			absent = append(absent, Absent{Readout: out, Why: why})
			continue
		}
		group.Called, read[out.Meter.String()] = append(group.Called, out.Course), out
	}
	controls, err := l.controls(match)
	for i := 0; err == nil && i < len(controls); i++ {
		var out Readout
		var why string
		if out, why, err = l.course(ctx, Meter{Site: controls[i], Metric: l.terms.Meter}, match); why == "" {
			group.Control, read[out.Meter.String()] = append(group.Control, out.Course), out
		}
	}
	if err != nil {
		return nil, nil, err
	}
	all, left, err := compared(group, read)
	return all, append(absent, left...), err
}

// compared pairs homes. Who has no like cannot be settled.
func compared(group baseline.Group, read map[string]Readout) (all []Delivered, absent []Absent, err error) {
	effect, err := group.Effect()
	why := "it lacks data, or no home is left that is like it"
	var known *fault.Error
	if errors.As(err, &known) && (known.Kind == fault.NotFound || known.Kind == fault.Invalid) {
		why, err = fmt.Sprintf("it cannot be compared: %v", known.Err), nil
	}
	if err != nil {
		return nil, nil, err
	}
	paired := map[string]bool{}
	for _, p := range effect.Pairs {
		own, like := read[p.Called], read[p.Control]
		own.shed()
		like.shed()
		all, paired[p.Called] = append(all, Delivered{Readout: own, Result: p.Result, Like: &like}), true
	}
	for i := range group.Called {
		if name := group.Called[i].Meter; !paired[name] {
			own := read[name]
			own.shed()
			absent = append(absent, Absent{Readout: own, Why: why})
		}
	}
	return all, absent, nil
}

// course reads a meter in the event and in match, or says why nothing of the event can
// be settled.
func (l *look) course(ctx context.Context, meter Meter, match []energy.Interval) (Readout, string, error) {
	g, err := newGather(l.Past, meter, l.call.Span)
	if err != nil {
		return Readout{}, "", err
	}
	for _, span := range append([]energy.Interval{l.call.Span}, match...) {
		if _, err := g.read(ctx, span); err != nil {
			return g.out, "", err
		}
		if why := g.unmetered(); why != "" {
			return g.out, why, nil
		}
	}
	return g.out, "", nil
}

// matches is when homes are compared: the hours of the event, and those before it, on
// the last days like its own on which none of them was called.
func (l *look) matches() (match []energy.Interval) {
	var called []energy.Interval
	for _, h := range l.call.Homes {
		called = append(called, l.others[h.Site]...)
	}
	days := baseline.CAISO5of10()
	in, step := l.terms.calendar(l.call.Zone), stepOf(l.call.Span)
	for back, used := 1, 0; back <= matchBack && used < matchDays; back++ {
		if spans := days.Spans(l.call.Span, step, called, in, back); len(spans) > 0 {
			match, used = append(match, spans...), used+1
		}
	}
	return match
}

// controls are homes that were not called in the event or in match, spread over all
// that there are.
func (l *look) controls(match []energy.Interval) ([]energy.SiteID, error) {
	sites, err := l.Fleet.Sites()
	if err != nil {
		return nil, err
	}
	called := map[energy.SiteID]bool{}
	for _, h := range l.call.Homes {
		called[h.Site] = true
	}
	spans := append([]energy.Interval{l.call.Span}, match...)
	free := slices.DeleteFunc(slices.Clone(sites), func(site energy.SiteID) bool {
		return called[site] || slices.ContainsFunc(l.others[site], func(o energy.Interval) bool {
			return slices.ContainsFunc(spans, func(s energy.Interval) bool { return s.Start.Before(o.End) && o.Start.Before(s.End) })
		})
	})
	slices.Sort(free)
	want := min(len(free), perCalled*len(l.call.Homes), mostControls)
	all := make([]energy.SiteID, 0, want)
	for i := range want {
		all = append(all, free[i*len(free)/want])
	}
	return all, nil
}
