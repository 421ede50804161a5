package ledger

import (
	"cmp"
	"iter"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Level is how finely entries are added up; each level is inside the one above.
type Level uint8

// Levels are the names of the levels.
func Levels() map[string]Level {
	return map[string]Level{"currency": ByCurrency, "programme": ByProgramme, "event": ByEvent, "home": ByHome, "device": ByDevice}
}

// The levels, finest last.
const (
	ByCurrency Level = iota
	ByProgramme
	ByEvent
	ByHome
	ByDevice
)

// Account is what a sum is of. Fields below its level are empty.
type Account struct {
	Currency  string          `json:"currency"`
	Programme string          `json:"programme,omitempty"`
	Event     string          `json:"event,omitempty"`
	Site      energy.SiteID   `json:"site,omitempty"`
	Device    energy.DeviceID `json:"device,omitempty"`
}

// Row is the sum of an account's entries.
type Row struct {
	Account
	Energy      Energy `json:"energy_milliwatt_hours"`
	Amount      Micro  `json:"amount_micro"`
	Entries     int    `json:"entries"`
	Corrections int    `json:"corrections"` // of Entries
}

// Sums adds entries up to a level, in the order of accounts. It fails where
// reading fails or a sum is larger than can be held.
func Sums(entries iter.Seq2[Entry, error], level Level) ([]Row, error) {
	rows := map[Account]*Row{}
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		a := accountOf(&e, level)
		if rows[a] == nil {
			rows[a] = &Row{Account: a}
		}
		if err := rows[a].add(&e); err != nil {
			return nil, err
		}
	}
	return sorted(rows), nil
}

func sorted(rows map[Account]*Row) []Row {
	list := make([]Row, 0, len(rows))
	for _, r := range rows {
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b Row) int { return a.Account.compare(b.Account) })
	return list
}

// Sums adds up to a level what stands, of all that is in the account of: its fields
// that are empty stand for any. It is what Sums gives of the entries, without reading
// them.
func (l *File) Sums(level Level, of Account) ([]Row, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rows := map[Account]*Row{}
	for _, s := range l.book.roots {
		e := s.entry()
		if !of.has(accountOf(&e, ByDevice)) {
			continue
		}
		a := accountOf(&e, level)
		if rows[a] == nil {
			rows[a] = &Row{Account: a}
		}
		if err := rows[a].add(&e); err != nil {
			return nil, err
		}
		corrections := len(s.numbers(nil)) - 1
		rows[a].Entries, rows[a].Corrections = rows[a].Entries+corrections, rows[a].Corrections+corrections
	}
	return sorted(rows), nil
}

// entry is s as if it had been one entry from the beginning.
func (s *standing) entry() Entry {
	return Entry{
		Seq: s.root, Kind: s.kind, Programme: s.programme.Value(), Event: s.event.Value(), Site: s.site.Value(), Device: s.device.Value(),
		Energy: s.energy, Amount: s.amount, Currency: s.currency.Value(),
	}
}

// has tells whether b is in a.
func (a Account) has(b Account) bool {
	in := func(want, got string) bool { return want == "" || want == got }
	return in(a.Currency, b.Currency) && in(a.Programme, b.Programme) && in(a.Event, b.Event) &&
		in(string(a.Site), string(b.Site)) && in(string(a.Device), string(b.Device))
}

func (r *Row) add(e *Entry) (err error) {
	if r.Energy, err = sum(r.Energy, e.Energy); err != nil {
		return err
	}
	if r.Amount, err = sum(r.Amount, e.Amount); err != nil {
		return err
	}
	r.Entries++
	if e.Kind == Correction {
		r.Corrections++
	}
	return nil
}

func accountOf(e *Entry, level Level) Account {
	a := Account{Currency: e.Currency}
	if level >= ByProgramme {
		a.Programme = e.Programme
	}
	if level >= ByEvent {
		a.Event = e.Event
	}
	if level >= ByHome {
		a.Site = e.Site
	}
	if level >= ByDevice {
		a.Device = e.Device
	}
	return a
}

func (a Account) compare(b Account) int {
	return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Programme, b.Programme), cmp.Compare(a.Event, b.Event),
		cmp.Compare(a.Site, b.Site), cmp.Compare(a.Device, b.Device))
}
