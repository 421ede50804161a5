package programme

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Enrolment is that a home takes part in a programme from From until To, with up
// to Power in either direction, and never below Reserve. A zero To is open.
type Enrolment struct {
	Programme ID            `json:"programme"`
	Site      energy.SiteID `json:"site"`
	From      time.Time     `json:"from"`
	To        time.Time     `json:"to,omitzero"`
	Power     energy.Watts  `json:"power_w"`
	Reserve   energy.Ratio  `json:"reserve_ratio"`
}

// OptOut is an owner's no from From until To: to one programme, or to all where
// none is named. A zero To is until they say otherwise.
type OptOut struct {
	Site      energy.SiteID `json:"site"`
	Programme ID            `json:"programme,omitempty"`
	From      time.Time     `json:"from"`
	To        time.Time     `json:"to,omitzero"`
}

// holds tells whether at lies in [from, to), to the end of time for a zero to.
func holds(from, to, at time.Time) bool {
	return !at.Before(from) && (to.IsZero() || at.Before(to))
}

// meets tells whether [from, to) and [start, end) have an instant in common.
func meets(from, to, start, end time.Time) bool {
	return from.Before(end) && (to.IsZero() || start.Before(to))
}
