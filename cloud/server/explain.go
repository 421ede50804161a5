package server

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/ask"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// explainer has homes explain themselves.
type explainer struct {
	sites *sites
	asker *ask.Asker
}

// Explain implements api.Explains.
func (x *explainer) Explain(ctx context.Context, site energy.SiteID, at time.Time) (api.Explanation, error) {
	if _, err := x.sites.Site(site); err != nil {
		return api.Explanation{}, err
	}
	e, err := x.asker.Ask(ctx, site, at)
	if err != nil {
		return api.Explanation{}, err
	}
	v, err := explanationView(&e, at)
	if t, _ := x.sites.twins.Get(site); err == nil {
		v.Plant = plantOf(&t, e.Decision.Order)
	}
	return v, err
}

// plantOf returns the plant of a home's newest order, nil where that is another.
func plantOf(t *twin.Twin, order uint64) *string {
	if order == 0 || t.Desired.ID != order {
		return nil
	}
	plant := string(t.Desired.Plant)
	return &plant
}

// maxYear is the last that RFC 3339, and so JSON, can write.
const maxYear = 9999

func explanationView(e *wire.Explanation, asked time.Time) (api.Explanation, error) {
	s := &e.Snapshot
	at := s.At.UTC()
	switch {
	case !e.Kept:
		return api.Explanation{}, &fault.Error{Op: "ask why", Kind: fault.NotFound, Subject: string(e.Site),
			Hint: "ask for a later time: a home keeps about a day", Err: errors.New("the home keeps nothing of that time")}
	case at.Year() < 0 || at.Year() > maxYear:
		return api.Explanation{}, &fault.Error{Op: "ask why", Kind: fault.Corrupt, Subject: string(e.Site), Err: errors.New("the answer is of no year there is")}
	}
	v := api.Explanation{
		Site: e.Site, Boot: e.Boot, At: at, Match: api.MatchNewest, Sentence: printable(e.Sentence), Decision: decisionView(&e.Decision),
		Readings: map[string]api.Reading{
			"grid_w": api.ReadingOf(s.Grid, s.At), "battery_w": api.ReadingOf(s.Battery, s.At), "pv_w": api.ReadingOf(s.PV, s.At),
			"load_w": api.ReadingOf(s.Load, s.At), "soc_ratio": api.ReadingOf(s.SoC, s.At),
		},
	}
	if !asked.IsZero() {
		v.AskedAt, v.Match = &asked, api.MatchNearest
		if asked.UnixMilli() == at.UnixMilli() {
			v.Match = api.MatchExact
		}
	}
	return v, nil
}

func decisionView(d *energy.Decision) api.Decision {
	v := api.Decision{
		State: d.State.String(), Layer: d.Layer.String(), Wants: map[string]energy.Watts{}, Approved: wanted(d.Approved),
		Curtail: wanted(d.Curtail), Bounds: append([]string{}, d.Bounds.Names()...), Order: d.Order, LeaseMS: d.LeaseLeft.Milliseconds(),
	}
	for layer, want := range d.Wants {
		if p, ok := want.Power(); ok {
			v.Wants[energy.Layer(layer).String()] = p
		}
	}
	return v
}

func wanted(w energy.Want) *energy.Watts {
	if p, ok := w.Power(); ok {
		return &p
	}
	return nil
}

// printable drops what would move a reader's terminal: the words are a home's.
func printable(said string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, said)
}
