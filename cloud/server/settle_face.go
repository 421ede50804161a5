package server

import (
	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
)

// Settlements implements api.Settlements.
func (s *settlement) Settlements() ([]api.Settlement, error) {
	if s.clerk == nil {
		return nil, s.books.failed
	}
	rows, err := s.books.ledger.Sums(ledger.ByEvent, ledger.Account{})
	if err != nil {
		return nil, err
	}
	earned := map[[2]string][]ledger.Row{}
	for _, r := range rows {
		earned[[2]string{r.Programme, r.Event}] = append(earned[[2]string{r.Programme, r.Event}], r)
	}
	list := []api.Settlement{}
	for _, r := range s.clerk.Records() {
		list = append(list, settlementOf(r, earned[[2]string{r.Programme, r.Call}]))
	}
	return list, nil
}

// Settlement implements api.Settlements.
func (s *settlement) Settlement(call string) (api.Settlement, error) {
	if s.clerk == nil {
		return api.Settlement{}, s.books.failed
	}
	r, err := s.clerk.Record(call)
	if err != nil {
		return api.Settlement{}, err
	}
	rows, err := s.books.ledger.Sums(ledger.ByEvent, ledger.Account{Programme: r.Programme, Event: r.Call})
	return settlementOf(r, rows), err
}

// Report implements api.Settlements.
func (s *settlement) Report(call, file string) ([]byte, error) {
	if s.clerk == nil {
		return nil, s.books.failed
	}
	return s.clerk.File(call, file)
}

func settlementOf(r market.Record, earned []ledger.Row) api.Settlement {
	v := api.Settlement{
		Call: r.Call, Programme: r.Programme, Service: string(r.Service), Start: r.Start, End: r.End, Test: r.Test, Homes: r.Homes, Missing: r.Missing,
		SettledAt: r.Settled, ChangedAt: r.Changed, Final: r.Final, Worth: r.Worth, NotSold: optional(r.NotSold),
		Refused: append([]string{}, r.Refused...), Earned: sumsOf(earned), Files: market.Files(),
	}
	return v
}

// optional is text, null where there is none.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func sumsOf(rows []ledger.Row) []api.LedgerSum {
	list := []api.LedgerSum{}
	for _, r := range rows {
		list = append(list, api.LedgerSum{Account: api.Account(r.Account), Energy: r.Energy.String(), Amount: r.Amount.String(), Entries: r.Entries, Corrections: r.Corrections})
	}
	return list
}
