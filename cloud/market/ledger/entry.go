package ledger

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Kind is what an entry is of.
type Kind string

// The kinds.
const (
	// Sale is energy of one device in one interval, sold to one programme.
	Sale Kind = "sale"
	// Payment is money without energy of its own: a device's part of what was
	// paid for being ready or for following well, or a penalty.
	Payment Kind = "payment"
	// Correction states by how much an earlier entry was wrong.
	Correction Kind = "correction"
)

// Entry is one line of a ledger. Of a correction Energy and Amount are the
// difference to what stood, so that plain sums over entries are right; all else
// is as it is from now on.
type Entry struct {
	Seq       uint64          `json:"seq"`  // from 1, without gaps
	Prev      Hash            `json:"prev"` // of the entry before
	At        time.Time       `json:"at"`   // when it was entered, UTC
	Kind      Kind            `json:"kind"`
	Corrects  uint64          `json:"corrects,omitempty"` // number of the entry that is corrected
	Programme string          `json:"programme"`
	Event     string          `json:"event"`
	Site      energy.SiteID   `json:"site"`
	Device    energy.DeviceID `json:"device,omitempty"` // "" is the home's connection, and all behind it
	Start     time.Time       `json:"start"`            // in it
	End       time.Time       `json:"end"`              // not in it
	Energy    Energy          `json:"energy_milliwatt_hours"`
	Price     Micro           `json:"price_micro_per_kilowatt_hour"`
	Amount    Micro           `json:"amount_micro"`
	Currency  string          `json:"currency"` // ISO 4217
	Method    string          `json:"method"`   // by which it was worked out, with its version
	Evidence  Hash            `json:"evidence"` // of the document that shows it
	Reason    string          `json:"reason,omitempty"`
}

// Span returns the entry's interval.
func (e *Entry) Span() energy.Interval { return energy.Interval{Start: e.Start, End: e.End} }

// Draft is an entry as it is asked for; the ledger adds number, chain and worth.
type Draft struct {
	At        time.Time // now
	Kind      Kind
	Programme string
	Event     string
	Site      energy.SiteID
	Device    energy.DeviceID
	Span      energy.Interval // whole seconds
	Energy    Energy          // of a correction: as it should have been
	Price     Micro           // per kWh; of a Payment 0
	Amount    Micro           // of a Payment, else 0: it is worked out
	Currency  string
	Method    string
	Evidence  Hash
	// Corrects is the number of the first entry of what a Correction puts right,
	// which it must be alike in programme, event, device, interval and currency.
	Corrects uint64
	Reason   string // of a Correction, for people
}
