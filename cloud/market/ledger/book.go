package ledger

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Book holds the rules of a ledger and what stands in it. It is not safe for
// concurrent use.
type Book struct {
	head  Head
	homes map[energy.SiteID]*home
	roots map[uint64]*standing
}

// NewBook returns the book of an empty ledger.
func NewBook() *Book {
	return &Book{homes: map[energy.SiteID]*home{}, roots: map[uint64]*standing{}}
}

// Head returns the last entry.
func (b *Book) Head() Head { return b.head }

// Entered is what became of a draft.
type Entered struct {
	Seq uint64 // of its entry
	// Line is the entry to be stored. It is nil where what the draft says is in
	// the ledger already, up to Seq.
	Line []byte
}

// Enter makes the draft an entry. It fails with fault.Invalid for a draft that
// makes no sense, with fault.NotFound where what it corrects is not there, and
// with fault.Conflict where it says otherwise than the ledger: then the error is a
// *TwiceSold where the interval is sold, and a *Differs where an entry is about the
// same, which a Correction puts right.
func (b *Book) Enter(d Draft) (Entered, error) {
	if err := d.check(); err != nil {
		return Entered{}, err
	}
	if d.Kind == Correction {
		return b.correct(d)
	}
	for _, s := range b.homes[d.Site].near(d.Span) {
		switch {
		case !s.same(&d):
		case s.says(&d):
			return Entered{Seq: s.last}, nil
		default:
			return Entered{}, &fault.Error{Op: "enter in ledger", Kind: fault.Conflict, Subject: d.subject(),
				Err:  &Differs{Entry: s.root},
				Hint: fmt.Sprintf("late data makes a correction of entry %d", s.root)}
		}
	}
	if err := b.unsold(&d); err != nil {
		return Entered{}, err
	}
	return b.append(newStanding(&d, b.head.Seq+1), &d)
}

// unsold fails where d would sell what is sold.
func (b *Book) unsold(d *Draft) error {
	if d.Kind == Payment {
		return nil
	}
	for _, s := range b.homes[d.Site].near(d.Span) {
		if s.blocks(d) {
			return &fault.Error{Op: "enter in ledger", Kind: fault.Conflict, Subject: d.subject(), Err: newTwiceSold(s, d),
				Hint: "one kWh is sold once: end one of the enrolments, or correct the first sale to 0"}
		}
	}
	return nil
}

func (b *Book) correct(d Draft) (Entered, error) {
	s, ok := b.roots[d.Corrects]
	refuse := func(kind fault.Kind, what error, hint string) (Entered, error) {
		return Entered{}, &fault.Error{Op: "correct entry of ledger", Kind: kind, Subject: fmt.Sprint(d.Corrects), Err: what, Hint: hint}
	}
	switch {
	case !ok && d.Corrects <= b.head.Seq:
		return refuse(fault.Invalid, errors.New("it is a correction itself"), "name the entry that it corrects")
	case !ok:
		return refuse(fault.NotFound, fmt.Errorf("the last entry is %d", b.head.Seq), "name the entry as the ledger numbers it")
	case !s.of(&d) || s.currency.Value() != d.Currency:
		return refuse(fault.Conflict, fmt.Errorf("it is of %s, %s, %s, %v", s.programme.Value(), s.event.Value(), s.site.Value(), s.span()),
			"correct it to 0, and enter the right one")
	case s.kind == Sale && d.Amount != 0, s.kind == Payment && (d.Energy != 0 || d.Price != 0):
		return refuse(fault.Invalid, fmt.Errorf("it is a %s", s.kind), "give energy and price of a sale, the amount of a payment")
	case s.says(&d):
		return Entered{Seq: s.last}, nil
	case s.released && d.Energy != 0:
		if err := b.unsold(&d); err != nil {
			return Entered{}, err
		}
	}
	return b.append(s, &d)
}

// append makes d, which is about s, the next entry.
func (b *Book) append(s *standing, d *Draft) (Entered, error) {
	amount := d.Amount
	if s.kind == Sale {
		amount = Worth(d.Energy, d.Price)
	}
	e := Entry{
		Seq: b.head.Seq + 1, Prev: b.head.Hash, At: d.At.UTC().Truncate(time.Millisecond), Kind: d.Kind, Corrects: d.Corrects,
		Programme: d.Programme, Event: d.Event, Site: d.Site, Device: d.Device, Start: d.Span.Start.UTC(), End: d.Span.End.UTC(),
		Energy: d.Energy - s.energy, Price: d.Price, Amount: amount - s.amount,
		Currency: d.Currency, Method: d.Method, Evidence: d.Evidence, Reason: d.Reason,
	}
	line, hash, err := e.Line()
	if err != nil {
		return Entered{}, &fault.Error{Op: "write entry of ledger", Kind: fault.Invalid, Subject: d.subject(), Err: err}
	}
	b.take(s, d, amount, Head{e.Seq, hash})
	return Entered{Seq: e.Seq, Line: line}, nil
}
