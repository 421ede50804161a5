package market

import (
	"encoding/json"
	"iter"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/evidence"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// due is the document that payments stand on: with it what each home is owed is worked
// out again.
type due struct {
	Score  evidence.Report `json:"score"`
	Terms  Terms           `json:"terms"`
	Amount ledger.Micro    `json:"amount_micro"`
	Shares []Share         `json:"shares"` // by which the amount is split, without a rest
}

// pay makes the payments of what a plant earned, and what they stand on. That is made
// at the end of the event, whenever that is: so the same measurements are the same
// evidence.
func (p *plant) pay(f Found, amount ledger.Micro, method string) (Found, error) {
	p.shown.Notes = append(p.shown.Notes, missed(p.absent)...)
	report, err := f.Event.Score(p.shown, p.call.Span.End)
	if err != nil {
		return Found{}, err
	}
	text, err := json.Marshal(due{Score: report, Terms: p.terms, Amount: amount, Shares: p.shares})
	if err != nil {
		return Found{}, &fault.Error{Op: "settle", Kind: fault.Internal, Subject: p.call.ID, Err: err}
	}
	f.Shown, f.Basis = append(text, '\n'), ledger.HashOf(text)
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
