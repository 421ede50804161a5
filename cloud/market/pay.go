package market

import (
	"iter"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
)

// pay makes the payments of what a plant earned, and the score that they are for.
// The score is made at the end of the event, whenever that is: so the same
// measurements are the same evidence.
func (p *plant) pay(f Found, amount ledger.Micro, method string) (Found, error) {
	p.shown.Notes = append(p.shown.Notes, missed(p.absent)...)
	report, err := f.Event.Score(p.shown, p.call.Span.End)
	if err != nil {
		return Found{}, err
	}
	text, err := report.JSON()
	if err != nil {
		return Found{}, err
	}
	f.Shown, f.Basis = text, ledger.HashOf(text)
	f.Report = func(entries iter.Seq2[ledger.Entry, error], head ledger.Head, made time.Time, notes []string) (evidence.Report, error) {
		return f.Event.Paid(report, notes, entries, head, made)
	}
	if f.NotSold != "" {
		return f, nil
	}
	if !weighed(p.shares) {
		f.NotSold = "no home is seen to have given anything"
		return f, nil
	}
	f.Drafts, err = f.Event.Payments(amount, p.shares, method, f.Basis, p.now)
	return f, err
}

func weighed(shares []Share) bool {
	for _, s := range shares {
		if s.Weight > 0 {
			return true
		}
	}
	return false
}
