package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Explains asks homes why they did what they did.
type Explains interface {
	// Explain returns what the home says of the time asked for, the zero time
	// for now: NotFound for an unknown site or a time of which the home keeps
	// nothing, Unreachable where it is not connected, Unknown where it did not
	// answer in time, Busy where too many ask.
	Explain(ctx context.Context, site energy.SiteID, at time.Time) (Explanation, error)
	// Course returns how far an order of the site came, by what the cloud knows
	// and what the home says; where the home cannot be asked, without it:
	// NotFound for an unknown site, and for an order neither of them knows.
	Course(ctx context.Context, site energy.SiteID, order uint64) (Course, error)
	// Ordered returns the homes whose newest order is of this id, sorted. Homes
	// that were given orders at one instant have the same.
	Ordered(order uint64) []energy.SiteID
}

// The ways in which the decision that a home tells of belongs to the time asked
// for.
const (
	MatchExact   = "exact"   // decided at that time, to the millisecond
	MatchNearest = "nearest" // the last one kept before it, as it was in force then
	MatchNewest  = "newest"  // nobody asked for a time
)

// Explanation is what one home says of one of its decisions.
type Explanation struct {
	Site     energy.SiteID      `json:"site"`
	Boot     uint64             `json:"boot"`     // which of the home's runs answered
	AskedAt  *time.Time         `json:"asked_at"` // null: now
	At       time.Time          `json:"at"`       // of the decision, by the home's clock
	Match    string             `json:"match"`    // of at with asked_at
	Sentence string             `json:"sentence"` // in the home's own words
	Decision Decision           `json:"decision"`
	Readings map[string]Reading `json:"readings"` // what it stood on, by name with unit
	Plant    *string            `json:"plant"`    // whose order was in force; null: none was, or the cloud gave a later one since
}

// Decision is what each layer of a home wanted, what bound it, and what was
// done: battery power, positive discharges.
type Decision struct {
	State    string                  `json:"state"`
	Layer    string                  `json:"layer"`   // whose wish was taken
	Wants    map[string]energy.Watts `json:"wants_w"` // by layer; absent: it asked for nothing
	Approved *energy.Watts           `json:"approved_w"`
	Curtail  *energy.Watts           `json:"curtail_w"` // most PV let through; null: all
	Bounds   []string                `json:"bounds"`
	Order    uint64                  `json:"order"`         // in force, 0 for none
	LeaseMS  int64                   `json:"lease_left_ms"` // of that order
}

// getExplanation answers ?at=RFC3339, without it for now.
func (s *Server) getExplanation(w http.ResponseWriter, r *http.Request) {
	id, err := siteID(r)
	var at time.Time
	if err == nil {
		at, err = momentOf(r, time.Now())
	}
	var e Explanation
	if err == nil {
		e, err = s.rooms.Explains.Explain(r.Context(), id, at)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, e)
}

// slack is how far the asker's clock may be ahead of ours.
const slack = time.Minute

// momentOf returns the time asked for, and the zero time where none is.
func momentOf(r *http.Request, now time.Time) (time.Time, error) {
	if !r.URL.Query().Has("at") {
		return time.Time{}, nil
	}
	at, err := instant(r, "at")
	switch {
	case err != nil:
	case at.UnixMilli() <= 0:
		err = fmt.Errorf("at %v: homes keep nothing of before 1970", at)
	case at.Sub(now) > slack:
		err = fmt.Errorf("at %v: is not yet", at)
	}
	if err != nil {
		return time.Time{}, &fault.Error{Op: "ask why", Kind: fault.Invalid, Hint: "give at as 2026-03-01T12:00:00Z, or leave it out for now", Err: err}
	}
	return at, nil
}
