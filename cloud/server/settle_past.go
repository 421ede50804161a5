package server

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/agenda"
	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// metered is the history as a settlement reads it.
type metered struct {
	client *history.Client
	writer interface{ State() history.State }
}

// mostBehind is how much of what homes told the database may lack, in bytes, for what
// it has to be settled by: some seconds of a large fleet.
const mostBehind = 32 << 20

// whole fails as Busy where the database lacks what is stored already: to settle by the
// rest would be to call missing what is not.
func (m *metered) whole() error {
	state := m.writer.State()
	if state.DownSince.IsZero() && state.Undelivered <= mostBehind {
		return nil
	}
	return &fault.Error{Op: "read history", Kind: fault.Busy, Err: fmt.Errorf("the database lacks %d bytes of what homes told", state.Undelivered), Hint: "it is tried again"}
}

// states are what each worth is in a settlement.
var states = map[history.Worth]baseline.State{
	history.Sound: baseline.Metered, history.WrongClock: baseline.Unsynced, history.Doubted: baseline.Doubtful,
	history.ToldTwice: baseline.Doubtful, history.NothingMetered: baseline.Missing,
}

// Known implements market.Past, from longestHeld before span on, for what was read then
// may still hold.
func (m *metered) Known(ctx context.Context, meter market.Meter, span energy.Interval) ([]market.Known, error) {
	metric, there := metrics[meter.Metric]
	if !there {
		return nil, &fault.Error{Op: "read history", Kind: fault.Invalid, Subject: meter.String(), Err: fmt.Errorf("metric %q is unknown", meter.Metric)}
	}
	if err := m.whole(); err != nil {
		return nil, err
	}
	span.Start = span.Start.Add(-longestHeld)
	s, err := m.client.Settled(ctx, meter.Site, metric, span)
	if err != nil {
		return nil, err
	}
	all := make([]market.Known, 0, len(s.Known)+len(s.Out))
	for _, list := range [...][]history.Known{s.Known, s.Out} {
		for i := range list {
			k := &list[i]
			all = append(all, market.Known{At: k.At, Until: k.Until, Value: k.Value, State: states[k.Worth()]})
		}
	}
	slices.SortStableFunc(all, func(a, b market.Known) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(b.State, a.State)) })
	return all, nil
}

// Late implements market.Past.
func (m *metered) Late(ctx context.Context, site energy.SiteID, span energy.Interval) ([]agenda.Told, error) {
	points, err := m.client.Read(ctx, site, history.Lateness, span)
	all := make([]agenda.Told, len(points))
	for i, p := range points {
		all[i] = agenda.Told{At: p.At, After: time.Duration(p.Value * float64(time.Second))}
	}
	return all, err
}
