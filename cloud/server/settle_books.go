package server

import (
	"cmp"
	"context"
	"io"
	"iter"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// books are what is owed, and how they stand.
type books struct {
	ledger *ledger.File
	failed error // why there is none
}

// openBooks opens the ledger. One that is damaged is left as it is, and settles
// nothing.
func openBooks(dir string) (*books, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &fault.Error{Op: "open ledger", Kind: fault.Invalid, Subject: dir, Err: err, Hint: "check that the state folder may be written"}
	}
	l, err := ledger.Open(filepath.Join(dir, "ledger"))
	if fault.KindOf(err) == fault.Corrupt {
		return &books{failed: err}, nil
	}
	if err != nil {
		return nil, err
	}
	return &books{ledger: l}, nil
}

// tell logs what was found when the ledger was opened.
func (b *books) tell(log *slog.Logger) {
	if torn := b.ledger.State().Torn; torn.Bytes > 0 {
		log.Warn("a write to the ledger was cut short, and is taken off", "bytes", torn.Bytes, "kept", torn.Kept, "head", b.ledger.Head())
	}
}

// Close closes the ledger.
func (b *books) Close() error {
	if b.ledger == nil {
		return nil
	}
	return b.ledger.Close()
}

// Page implements api.Ledger.
func (b *books) Page(after uint64, most int) (api.LedgerPage, error) {
	if b.failed != nil {
		return api.LedgerPage{}, b.failed
	}
	head := b.ledger.Head()
	list, err := entriesOf(b.ledger.Page(after, most))
	page := api.LedgerPage{Head: head.String(), Entries: list}
	if n := len(list); n > 0 && list[n-1].Seq < head.Seq {
		page.Next = &list[n-1].Seq
	}
	return page, err
}

func entriesOf(entries iter.Seq2[ledger.Entry, error]) ([]api.LedgerEntry, error) {
	list := []api.LedgerEntry{}
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		v := api.LedgerEntry{
			Seq: e.Seq, At: e.At, Kind: string(e.Kind), Programme: e.Programme, Event: e.Event, Site: e.Site, Device: e.Device, Start: e.Start, End: e.End,
			Energy: e.Energy.String(), Price: e.Price.String(), Amount: e.Amount.String(), Currency: e.Currency, Method: e.Method,
			Evidence: e.Evidence.String(), Reason: optional(e.Reason),
		}
		if e.Corrects > 0 {
			v.Corrects = &e.Corrects
		}
		list = append(list, v)
	}
	return list, nil
}

// Sums implements api.Ledger.
func (b *books) Sums(by string, of api.Account) ([]api.LedgerSum, error) {
	if b.failed != nil {
		return nil, b.failed
	}
	rows, err := b.ledger.Sums(ledger.Levels()[by], ledger.Account(of))
	return sumsOf(rows), err
}

// Statement implements api.Ledger.
func (b *books) Statement(site energy.SiteID, span energy.Interval) (api.Statement, error) {
	if b.failed != nil {
		return api.Statement{}, b.failed
	}
	s := api.Statement{Site: site, From: span.Start, To: span.End, Head: b.ledger.Head().String()}
	rows, err := ledger.Sums(b.ledger.Owed(site, span), ledger.ByHome)
	if err == nil {
		s.Owed = sumsOf(byCurrency(rows))
		s.Entries, err = entriesOf(b.ledger.Owed(site, span))
	}
	return s, err
}

// byCurrency adds up rows of one home, which come in the order of currencies.
func byCurrency(rows []ledger.Row) (sums []ledger.Row) {
	for _, r := range rows {
		r.Programme, r.Event = "", ""
		if n := len(sums); n > 0 && sums[n-1].Currency == r.Currency {
			last := &sums[n-1]
			last.Energy, last.Amount = last.Energy+r.Energy, last.Amount+r.Amount
			last.Entries, last.Corrections = last.Entries+r.Entries, last.Corrections+r.Corrections
			continue
		}
		sums = append(sums, r)
	}
	return sums
}

// Check implements api.Ledger.
func (b *books) Check(ctx context.Context) (api.LedgerCheck, error) {
	if b.failed != nil {
		return api.LedgerCheck{}, b.failed
	}
	state := b.ledger.State()
	head, found, err := ledger.Verify(&until{ctx: ctx, Reader: b.ledger.Copy()}, state.Head)
	v := api.LedgerCheck{State: "ok", Head: head.String(), Wrong: []string{}, Torn: state.Torn.Bytes, TornFile: optional(state.Torn.Kept)}
	if failed := cmp.Or(state.Failed, state.Note); failed != nil {
		v.Failed = optional(failed.Error())
	}
	for _, f := range found {
		v.State, v.Wrong = "wrong", append(v.Wrong, f.String())
	}
	return v, err
}

// until reads as long as anybody waits for it.
type until struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (u *until) Read(into []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.Reader.Read(into)
}

// Copy implements api.Ledger.
func (b *books) Copy(w io.Writer) error {
	if b.failed != nil {
		return b.failed
	}
	_, err := io.Copy(w, b.ledger.Copy())
	return err
}
