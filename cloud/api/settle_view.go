package api

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// LedgerEntry is one entry. Energy and amount of a correction are the difference to
// what stood before. They are text, for they are exact.
type LedgerEntry struct {
	Seq       uint64          `json:"seq"`
	At        time.Time       `json:"at"`
	Kind      string          `json:"kind"` // sale, payment or correction
	Corrects  *uint64         `json:"corrects"`
	Programme string          `json:"programme"`
	Event     string          `json:"event"`
	Site      energy.SiteID   `json:"site"`
	Device    energy.DeviceID `json:"device"` // "": the home's connection
	Start     time.Time       `json:"start"`
	End       time.Time       `json:"end"`
	Energy    string          `json:"energy_kwh"`
	Price     string          `json:"price_per_kwh"`
	Amount    string          `json:"amount"`
	Currency  string          `json:"currency"`
	Method    string          `json:"method"`
	Evidence  string          `json:"evidence_sha256"`
	Reason    *string         `json:"reason"` // of a correction
}

// LedgerPage is a part of the ledger.
type LedgerPage struct {
	Head    string        `json:"head"` // of all of it, as it is published
	Entries []LedgerEntry `json:"entries"`
	Next    *uint64       `json:"next"` // after which there is more; null: there is none
}

// Account is what a sum is of. What is finer than it was asked for is empty.
type Account struct {
	Currency  string          `json:"currency"`
	Programme string          `json:"programme"`
	Event     string          `json:"event"`
	Site      energy.SiteID   `json:"site"`
	Device    energy.DeviceID `json:"device"`
}

// LedgerSum is what stands of an account.
type LedgerSum struct {
	Account
	Energy      string `json:"energy_kwh"`
	Amount      string `json:"amount"`
	Entries     int    `json:"entries"`
	Corrections int    `json:"corrections"`
}

// Statement is what a home is owed.
type Statement struct {
	Site    energy.SiteID `json:"site"`
	From    time.Time     `json:"from"`
	To      time.Time     `json:"to"`
	Head    string        `json:"head"`    // of the ledger that it is from
	Owed    []LedgerSum   `json:"owed"`    // by currency
	Entries []LedgerEntry `json:"entries"` // that say so
}

// LedgerCheck is whether the ledger is as it was written.
type LedgerCheck struct {
	State    string   `json:"state"` // ok, or wrong
	Head     string   `json:"head"`
	Wrong    []string `json:"wrong"`
	Torn     int64    `json:"torn_bytes"` // of a write that was cut short, taken off the end and kept
	TornFile *string  `json:"torn_file"`  // with them
	Failed   *string  `json:"failed"`     // why nothing can be entered
}
