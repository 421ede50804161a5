package market

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Record is how far a call is settled.
type Record struct {
	Call      string        `json:"call"`
	Programme string        `json:"programme"`
	Service   Service       `json:"service"`
	Start     time.Time     `json:"start"`
	End       time.Time     `json:"end"`
	Ended     time.Time     `json:"ended"`
	Test      bool          `json:"test"`
	Homes     int           `json:"homes"`
	Looked    time.Time     `json:"looked"`             // last
	Settled   time.Time     `json:"settled"`            // last; since then it was only asked whether data came
	Changed   time.Time     `json:"changed"`            // when the report was made
	Missing   int           `json:"missing"`            // of what was to be measured, homes and intervals
	NotSold   string        `json:"not_sold,omitempty"` // why nothing of it is sold
	Terms     *Terms        `json:"terms"`              // that it was settled by first: it stays so, whatever is agreed later
	Refused   []string      `json:"refused,omitempty"`  // what the ledger did not take, and why
	Worth     *energy.Ratio `json:"worth_ratio,omitempty"`
	Final     bool          `json:"final"` // it is settled anew only where data comes late
}

// begun returns the record of a call that was not looked at yet.
func begun(c *Call) Record {
	return Record{
		Call: c.ID, Programme: c.Programme, Service: c.Service, Start: c.Span.Start, End: c.Span.End, Ended: c.Ended.UTC(),
		Test: c.Test, Homes: len(c.Homes),
	}
}

// told tells whether what the call was worth is to be said: nothing is missing, or
// nothing more is waited for.
func (r *Record) told() bool { return r.Worth != nil && (r.Missing == 0 || r.Final) }
