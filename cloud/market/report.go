package market

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const milli = 6 // places of mWh in kWh, and of millionths

// Report returns the evidence of an event that is settled by baselines: what its
// devices delivered, who could not be settled and why, what else is noted, and the
// event's entries of the ledger up to head.
func (e Event) Report(all []Delivered, absent []Absent, also []string, entries iter.Seq2[ledger.Entry, error], head ledger.Head, made time.Time) (evidence.Report, error) {
	r := evidence.Report{Title: e.Title, Programme: e.Programme, Event: e.ID, Start: e.Span.Start, End: e.Span.End, Made: made, Head: head.String()}
	if len(all)+len(absent) == 0 {
		return evidence.Report{}, &fault.Error{Op: "report event", Kind: fault.Invalid, Subject: e.ID, Err: errors.New("no meter is given"), Hint: "give what the homes that took part delivered"}
	}
	for _, d := range all {
		input, err := inputOf(d)
		if err != nil {
			return evidence.Report{}, err
		}
		r.Sources = append(r.Sources, d.Readout.Source, input)
		if d.Like != nil {
			like := d.Like.Source
			like.Cover = evidence.Cover{} // it is what was compared with, not what is settled
			r.Sources = append(r.Sources, like)
		}
	}
	for _, a := range absent {
		r.Sources = append(r.Sources, a.Readout.Source)
	}
	if err := e.settled(&r, entries); err != nil {
		return evidence.Report{}, err
	}
	r.Sources = append(r.Sources, e.together(r.Sources))
	e.figures(&r, all)
	if len(all) > 0 {
		r.Charts = append(r.Charts, chart(all))
	}
	r.Notes = append(notes(all, absent), also...)
	return evidence.Finish(r)
}

// Paid returns a score's report with what else is noted, and the event's entries of
// the ledger up to head.
func (e Event) Paid(r evidence.Report, also []string, entries iter.Seq2[ledger.Entry, error], head ledger.Head, made time.Time) (evidence.Report, error) {
	r.Made, r.Head, r.Settled = made, head.String(), nil
	r.Notes = append(slices.Clone(r.Notes), also...)
	if err := e.settled(&r, entries); err != nil {
		return evidence.Report{}, err
	}
	r.Figures = slices.Clone(r.Figures)
	e.earned(&r, "payments")
	return evidence.Finish(r)
}

// inputOf is what a baseline was made of, as a source. How it is covered is told
// by the baseline's result, day by day.
func inputOf(d Delivered) (evidence.Source, error) {
	g := d.Readout.given
	if len(d.Readout.Course.Intervals) > 0 {
		g = givenOf(&d.Readout.Course)
	}
	s := evidence.Source{
		ID: d.Readout.Source.ID + "/baseline", Site: d.Readout.Meter.Site, Device: d.Readout.Meter.Device, Metric: d.Readout.Meter.Metric,
		Samples: g.intervals, From: g.span.Start, To: g.span.End, Encoding: "intervals, event and rules given to " + d.Result.Method,
	}
	hash, err := hex.DecodeString(d.Result.Input)
	if err != nil || len(hash) != len(s.SHA256) {
		return evidence.Source{}, &fault.Error{Op: "report event", Kind: fault.Invalid, Subject: s.ID, Err: fmt.Errorf("input %q", d.Result.Input), Hint: "give the result as it was made"}
	}
	copy(s.SHA256[:], hash)
	return s, nil
}

// meters is the source of sums over all meters.
const meters = "all-meters"

// together is all sources as one, for what is summed over them.
func (e Event) together(sources []evidence.Source) evidence.Source {
	all := evidence.Source{ID: meters, Metric: "all of the above", From: e.Span.Start, To: e.Span.End, Encoding: "a line for each source above: its name, a space, its SHA-256"}
	h := sha256.New()
	for _, s := range sources {
		fmt.Fprintf(h, "%s %s\n", s.ID, s.SHA256)
		all.Samples += s.Samples
	}
	copy(all.SHA256[:], h.Sum(nil))
	return all
}

// settled lists the event's entries, each with the sources of its meter.
func (e Event) settled(r *evidence.Report, entries iter.Seq2[ledger.Entry, error]) error {
	type place struct {
		energy.SiteID
		energy.DeviceID
	}
	sources := map[place][]string{}
	for _, s := range r.Sources {
		at := place{s.Site, s.Device}
		sources[at] = append(sources[at], s.ID)
	}
	for entry, err := range entries {
		if err != nil {
			return err
		}
		if entry.Programme != e.Programme || entry.Event != e.ID {
			continue
		}
		r.Settled = append(r.Settled, evidence.Settled{
			Entry: entry.Seq, Site: entry.Site, Device: entry.Device, Currency: entry.Currency, Method: entry.Method, Evidence: evidence.Hash(entry.Evidence),
			Energy: evidence.Decimal{Units: int64(entry.Energy), Places: milli}, Amount: evidence.Decimal{Units: int64(entry.Amount), Places: milli},
			Sources: sources[place{entry.Site, entry.Device}],
		})
	}
	return nil
}

func (e Event) figures(r *evidence.Report, all []Delivered) {
	var sum baseline.Sum
	var methods []string
	for _, d := range all {
		sum.Baseline += d.Result.Total.Baseline
		sum.Metered += d.Result.Total.Metered
		sum.Delivered += d.Result.Total.Delivered
		sum.Credited += d.Result.Total.Credited
		methods = append(methods, d.Result.Method)
	}
	slices.Sort(methods)
	method := strings.Join(slices.Compact(methods), " ")
	why := ""
	if len(all) == 0 {
		method, why = "none", "no home could be settled"
	}
	add := func(name string, units int64) {
		f := evidence.Figure{Name: name, Unit: "kWh", Method: method, Sources: []string{meters}, Why: why}
		if why == "" {
			f.Value = &evidence.Decimal{Units: units, Places: milli}
		}
		r.Figures = append(r.Figures, f)
	}
	add("metered", int64(sum.Metered))
	add("baseline", int64(sum.Baseline))
	add("delivered", int64(sum.Delivered))
	add("credited", int64(sum.Credited))
	e.earned(r, method)
}

// earned adds what stands in the ledger of the event, by method, of the homes' meters.
func (e Event) earned(r *evidence.Report, method string) {
	f := evidence.Figure{Name: "earned", Unit: cmp.Or(e.Currency, "no currency"), Method: method}
	for _, s := range r.Sources {
		if s.ID == meters {
			f.Sources = []string{meters}
		}
	}
	sum := evidence.Decimal{Places: milli}
	for _, s := range r.Settled {
		sum.Units += s.Amount.Units
		f.Unit, f.Value = s.Currency, &sum
	}
	if f.Value == nil {
		f.Why = "nothing of it is in the ledger"
	}
	if len(f.Sources) > 0 {
		r.Figures = append(r.Figures, f)
	}
}

// chart is the mean power of each interval over all devices. An interval that a
// device lacks is a gap of both lines: a sum without it would be of less.
func chart(all []Delivered) evidence.Chart {
	metered, base := evidence.Line{Name: "metered", Sources: []string{meters}}, evidence.Line{Name: "baseline", Sources: []string{meters}}
	for i, v := range all[0].Result.Intervals {
		m, b := evidence.Point{At: v.Start}, evidence.Point{At: v.Start}
		if sum, step, ok := at(all, i); ok {
			m.Value, b.Value = power(sum.Metered, step), power(sum.Baseline, step)
		}
		metered.Points, base.Points = append(metered.Points, m), append(base.Points, b)
	}
	return evidence.Chart{Title: "Power toward the grid", Unit: "kW", Lines: []evidence.Line{base, metered}}
}

// at sums the i-th interval over all devices, where all have it.
func at(all []Delivered, i int) (sum baseline.Sum, stepS int64, ok bool) {
	for _, d := range all {
		if i >= len(d.Result.Intervals) || d.Result.Intervals[i].Metered == nil {
			return baseline.Sum{}, 0, false
		}
		sum.Metered += *d.Result.Intervals[i].Metered
		sum.Baseline += d.Result.Intervals[i].Baseline
	}
	return sum, all[0].Result.StepS, true
}

// power is the mean power, in kW with three places, of energy in so many seconds.
func power(e baseline.Energy, seconds int64) *evidence.Decimal {
	d, ok := evidence.Rounded(float64(e)*3600/float64(seconds)/1e6, 3)
	if !ok {
		return nil
	}
	return &d
}
