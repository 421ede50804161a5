package ledger

import (
	"cmp"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Standing is what is in force of one sale or payment, after all corrections.
type Standing struct {
	Kind      Kind
	Entry     uint64 // the first about it, which a Correction names
	Last      uint64 // the newest about it
	Programme string
	Event     string
	Site      energy.SiteID
	Device    energy.DeviceID
	Span      energy.Interval
	Energy    Energy
	Price     Micro
	Amount    Micro
	Currency  string
	Method    string
	Evidence  Hash
}

// Standing returns what is in force of an event, by number of its first entry.
func (l *File) Standing(programme, event string) []Standing {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.book.Standing(programme, event)
}

// Standing returns what is in force of an event, by number of its first entry.
func (b *Book) Standing(programme, event string) []Standing {
	var all []Standing
	for _, s := range b.roots {
		if s.programme.Value() == programme && s.event.Value() == event {
			all = append(all, s.tell())
		}
	}
	slices.SortFunc(all, func(a, b Standing) int { return cmp.Compare(a.Entry, b.Entry) })
	return all
}

func (s *standing) tell() Standing {
	return Standing{
		Kind: s.kind, Entry: s.root, Last: s.last, Programme: s.programme.Value(), Event: s.event.Value(), Site: s.site.Value(), Device: s.device.Value(),
		Span: s.span(), Energy: s.energy, Price: s.price, Amount: s.amount, Currency: s.currency.Value(), Method: s.method.Value(), Evidence: s.evidence,
	}
}

// Void tells whether it says that nothing was sold and nothing is owed.
func (s *Standing) Void() bool { return s.Energy == 0 && s.Amount == 0 }

// About is what a sale or payment is of, as no two may be: a device is sold once in
// an interval of an event, and paid once for it by one method.
type About struct {
	Kind             Kind
	Programme, Event string
	Site             energy.SiteID
	Device           energy.DeviceID
	Start, End       int64 // s since 1970
	Method           string
}

// About returns what s is of.
func (s *Standing) About() About {
	return about(s.Kind, Draft{Programme: s.Programme, Event: s.Event, Site: s.Site, Device: s.Device, Span: s.Span, Method: s.Method})
}

// About returns what d is of, which is no Correction.
func (d *Draft) About() About { return about(d.Kind, *d) }

func about(kind Kind, d Draft) About {
	a := About{Kind: kind, Programme: d.Programme, Event: d.Event, Site: d.Site, Device: d.Device, Start: d.Span.Start.Unix(), End: d.Span.End.Unix()}
	if kind == Payment {
		a.Method = d.Method
	}
	return a
}

// Draft returns the correction that has it say nothing, which lacks its time,
// reason and evidence.
func (s *Standing) Draft() Draft {
	d := Draft{
		Kind: Correction, Corrects: s.Entry, Programme: s.Programme, Event: s.Event, Site: s.Site, Device: s.Device, Span: s.Span,
		Currency: s.Currency, Method: s.Method,
	}
	if s.Kind == Sale {
		d.Price = s.Price
	}
	return d
}
