package market

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// energies settles a call by energy: what each home delivered beside its baseline.
func (l *look) energies(ctx context.Context) (Found, error) {
	if l.terms.Baseline == baseline.GroupID {
		all, absent, err := l.beside(ctx)
		if err != nil {
			return Found{}, err
		}
		return l.sell(all, absent)
	}
	var all []Delivered
	var absent []Absent
	for _, h := range l.call.Homes {
		d, why, err := l.deliver(ctx, h)
		switch {
		case err != nil:
			return Found{}, err
		case why != "":
			absent = append(absent, Absent{Readout: d.Readout, Why: why})
		default:
			all = append(all, d)
		}
	}
	return l.sell(all, absent)
}

// sell makes what was found of what homes delivered, at the programme's price.
func (l *look) sell(all []Delivered, absent []Absent) (Found, error) {
	f := l.begin(l.terms.PerKWh)
	if f.NotSold == "" && l.call.Down > 0 {
		f.NotSold = "it was to charge, and its price is of energy toward the grid"
	}
	if f.NotSold == "" {
		f.Event.Price = *l.terms.PerKWh
	}
	return l.delivered(f, all, absent)
}

// deliver returns what a home delivered, or why that cannot be told.
func (l *look) deliver(ctx context.Context, h Home) (d Delivered, why string, err error) {
	g, err := newGather(l.Past, l.meter(h), l.call.Span)
	if err != nil {
		return Delivered{}, "", err
	}
	if m, ok := similarDays(l.terms.Baseline); ok {
		d.Result, why, err = g.similar(ctx, m, l.others[h.Site], l.terms.calendar(l.call.Zone))
	} else {
		d.Result, why, err = g.before(ctx, baseline.MeterBefore())
	}
	d.Readout = g.out
	d.Readout.shed()
	return d, why, err
}

// meter is the one that a home is settled by.
func (l *look) meter(h Home) Meter {
	m := Meter{Site: h.Site, Metric: l.terms.Meter}
	if m.Metric == BatteryMeter {
		m.Device = h.Device
	}
	return m
}

// delivered makes what was found of what homes delivered.
func (l *look) delivered(f Found, all []Delivered, absent []Absent) (Found, error) {
	var shown bytes.Buffer
	for _, d := range all {
		text, err := d.Result.Canonical()
		if err != nil {
			return Found{}, err
		}
		shown.Write(append(text, '\n'))
		f.Credited += int64(d.Result.Total.Credited)
		f.Missing += d.Result.Count.Missing + d.Result.Count.Doubtful + d.Result.Count.Unsynced
		if f.NotSold != "" {
			continue
		}
		sale, err := f.Event.Sale(d, l.now)
		if err != nil {
			return Found{}, err
		}
		f.Drafts = append(f.Drafts, sale)
	}
	last, err := absence(absent)
	if err != nil {
		return Found{}, err
	}
	f.Shown, f.Basis = append(shown.Bytes(), append(last, '\n')...), ledger.HashOf(last)
	f.Missing += len(absent)
	if asked := float64(l.call.Up) * l.call.Span.Duration().Hours() * 1000; asked > 0 && len(all) > 0 {
		f.worth(float64(f.Credited) / asked)
	}
	f.Report = func(entries iter.Seq2[ledger.Entry, error], head ledger.Head, made time.Time, notes []string) (evidence.Report, error) {
		return f.Event.Report(all, absent, notes, entries, head, made)
	}
	return f, nil
}

// absence is the document that says which homes could not be settled, and why.
func absence(absent []Absent) ([]byte, error) {
	type row struct {
		Site energy.SiteID `json:"site"`
		Why  string        `json:"why"`
	}
	rows := []row{}
	for _, a := range absent {
		rows = append(rows, row{a.Readout.Meter.Site, a.Why})
	}
	text, err := json.Marshal(map[string]any{"not_settled": rows})
	if err != nil {
		return nil, &fault.Error{Op: "settle", Kind: fault.Internal, Err: err}
	}
	return text, nil
}
