package local

import "time"

// Plan is what is asked of the home by the clock.
type Plan struct {
	State  string    `json:"state"`           // none, ahead, running or ended
	Starts time.Time `json:"starts,omitzero"` // of the plan that was set
	Ends   time.Time `json:"ends,omitzero"`   // it runs out
	By     string    `json:"by"`              // who asks now: plan, table or none
	Asks   string    `json:"asks,omitempty"`  // for what
}

// Planned is a plan with all that it says.
type Planned struct {
	Plan
	Text  string   `json:"csv,omitempty"`       // as it can be set again
	Zone  string   `json:"time_zone,omitempty"` // of the table
	Table []string `json:"table,omitempty"`     // its rows, in words
}
