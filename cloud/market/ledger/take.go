package ledger

import (
	"errors"
	"fmt"
	"unique"
)

// take has s say from now on what d says, which became the entry at head.
func (b *Book) take(s *standing, d *Draft, amount Micro, head Head) {
	if s.root == head.Seq {
		if b.homes[d.Site] == nil {
			b.homes[d.Site] = &home{}
		}
		b.homes[d.Site].add(s)
		b.roots[s.root] = s
	}
	if s.last > s.root {
		s.between = append(s.between, s.last)
	}
	s.last, s.energy, s.price, s.amount = head.Seq, d.Energy, d.Price, amount
	s.method, s.evidence = unique.Make(d.Method), d.Evidence
	s.released = d.Kind == Correction && s.kind == Sale && d.Energy == 0
	b.head = head
}

// Replay enters an entry that was stored with this hash. It fails where the book
// would not have made this very entry; then the book is of no more use.
func (b *Book) Replay(e Entry, hash Hash) error {
	d := Draft{
		At: e.At, Kind: e.Kind, Programme: e.Programme, Event: e.Event, Site: e.Site, Device: e.Device, Span: e.Span(),
		Energy: e.Energy, Price: e.Price, Currency: e.Currency, Method: e.Method, Evidence: e.Evidence, Corrects: e.Corrects, Reason: e.Reason,
	}
	kind := e.Kind
	if s := b.roots[e.Corrects]; s != nil {
		kind = s.kind
		d.Energy += s.energy
		d.Amount = s.amount
	}
	d.Amount += e.Amount
	if kind == Sale {
		d.Amount = 0
	}
	got, err := b.Enter(d)
	switch {
	case err != nil:
		return err
	case got.Line == nil:
		return fmt.Errorf("entry %d says what stands already", got.Seq)
	case b.head != Head{e.Seq, hash}:
		return errors.New("it is not what follows from the entries before it: its number, chain, difference or worth is wrong")
	}
	return nil
}
