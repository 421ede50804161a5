package market

import (
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Event is what is settled: a programme's call.
type Event struct {
	Programme string
	ID        string
	Title     string // for people
	Span      energy.Interval
	Price     ledger.Micro // per kWh credited
	Currency  string
}

// Delivered is what one device delivered in an event.
type Delivered struct {
	Readout Readout
	Result  baseline.Result
	Like    *Readout // of the home that it is compared with, where it is with one
}

// Sale returns what d is to be entered as: all that its method credits, at the
// event's price.
func (e Event) Sale(d Delivered, at time.Time) (ledger.Draft, error) {
	hash, err := d.Result.Hash()
	if err == nil && d.Result.Meter != d.Readout.Meter.String() {
		err = errors.New("the baseline is of meter " + d.Result.Meter)
	}
	if err == nil && (!d.Result.Start.Equal(e.Span.Start) || !d.Result.End.Equal(e.Span.End)) {
		err = errors.New("the baseline is of another time")
	}
	if err != nil {
		return ledger.Draft{}, &fault.Error{Op: "settle " + e.ID, Kind: fault.Invalid, Subject: d.Readout.Meter.String(), Err: err, Hint: "make the baseline for this event"}
	}
	return ledger.Draft{
		At: at, Kind: ledger.Sale, Programme: e.Programme, Event: e.ID, Site: d.Readout.Meter.Site, Device: d.Readout.Meter.Device,
		Span: e.Span, Energy: ledger.Energy(d.Result.Total.Credited), Price: e.Price, Currency: e.Currency, Method: d.Result.Method, Evidence: hash,
	}, nil
}

// Late returns the corrections of those drafts that the ledger refused for it has
// an entry about the same: what is known by now is put in its place.
func Late(drafts []ledger.Draft, outcomes []ledger.Outcome, reason string) []ledger.Draft {
	var all []ledger.Draft
	for i, o := range outcomes {
		var differs *ledger.Differs
		if !errors.As(o.Err, &differs) {
			continue
		}
		d := drafts[i]
		d.Kind, d.Corrects, d.Reason = ledger.Correction, differs.Entry, reason
		all = append(all, d)
	}
	return all
}

// Undue returns corrections to nothing of what stands of the event and no draft is
// about: a recalculation that leaves a device out takes back what it was given.
// They come before the drafts. Evidence is of the recalculation.
func Undue(standing []ledger.Standing, drafts []ledger.Draft, evidence ledger.Hash, at time.Time, reason string) []ledger.Draft {
	due := map[ledger.About]bool{}
	for i := range drafts {
		due[drafts[i].About()] = true
	}
	var all []ledger.Draft
	for i := range standing {
		s := &standing[i]
		if s.Void() || due[s.About()] {
			continue
		}
		d := s.Draft()
		d.At, d.Evidence, d.Reason = at, evidence, reason
		all = append(all, d)
	}
	return all
}
