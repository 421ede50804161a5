package market

import (
	"context"
	"fmt"
	"iter"
	"math"
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
	// Shown are the documents that the drafts' evidence is the hash of: each line of
	// it, or all of it. Basis is the hash by which what does not stand any more is
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
	past   Past
	tape   Tape
	now    time.Time
}

// Look measures a call as it is known at now. Nothing is entered. It fails where
// the past cannot be read: then it is to be looked at again.
func Look(ctx context.Context, call *Call, terms Terms, others Others, past Past, tape Tape, now time.Time) (Found, error) {
	l := &look{call: call, terms: terms.of(call.Service), others: others, past: past, tape: tape, now: now}
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

// unsold says why nothing is sold, "" where it is sold by prices.
func (l *look) unsold(prices ...*ledger.Micro) string {
	if l.call.Test {
		return "it was a test, and nothing is sold by one"
	}
	for _, p := range prices {
		if p != nil {
			return ""
		}
	}
	return fmt.Sprintf("no price is set for programme %s", l.call.Programme)
}
