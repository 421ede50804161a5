package market

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Found is what a look at a call found.
type Found struct {
	Event   Event
	Drafts  []ledger.Draft // what is to stand of the event, and nothing beside it
	NotSold string         // why there are none, where nothing is sold
	// Unpriced tells that no price is set: what stands of a time when one was stays.
	Unpriced bool
	// Shown are the documents that the drafts' evidence is the hash of, one a line.
	// Basis is the hash by which what does not stand any more is
	// taken back.
	Shown []byte
	Basis ledger.Hash
	// Missing is how much of what was to be measured is not: homes and intervals.
	Missing  int
	Credited int64         // mWh
	Worth    *energy.Ratio // by the rules of the market; nil where they give nothing
	// Report makes the report, with the entries of the ledger up to head.
	Report func(entries iter.Seq2[ledger.Entry, error], head ledger.Head, made time.Time, notes []string) (evidence.Report, error)
}

func (f *Found) worth(v float64) {
	if energy.IsFinite(v) {
		r := energy.Ratio(math.Round(v*1e6) / 1e6)
		f.Worth = &r
	}
}

// look is one look at a call.
type look struct {
	call   *Call
	terms  Terms
	others Others
	Sources
	now time.Time
}

// Look measures a call as it is known at now. Nothing is entered. It fails where
// the past cannot be read: then it is to be looked at again.
func Look(ctx context.Context, call *Call, terms Terms, others Others, from Sources, now time.Time) (Found, error) {
	l := &look{call: call, terms: terms.of(call.Service), others: others, Sources: from, now: now}
	switch call.Service {
	case Regulation:
		return l.regulation(ctx)
	case Contingency:
		return l.reserve(ctx)
	case Containment:
		return l.containment(ctx)
	}
	return l.energies(ctx)
}

func (l *look) event() Event {
	return Event{Programme: l.call.Programme, ID: l.call.ID, Title: l.call.title(), Span: l.call.Span, Currency: l.terms.Currency}
}

// begin returns what is found of a call before anything is, and why nothing of it is
// sold where it has none of the prices.
func (l *look) begin(prices ...*ledger.Micro) Found {
	f := Found{Event: l.event(), Unpriced: !slices.ContainsFunc(prices, func(p *ledger.Micro) bool { return p != nil })}
	switch {
	case l.call.Test:
		f.NotSold = "it was a test, and nothing is sold by one"
	case f.Unpriced:
		f.NotSold = fmt.Sprintf("no price is set for programme %s", l.call.Programme)
	}
	return f
}
