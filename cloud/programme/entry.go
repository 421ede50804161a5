package programme

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Verb is what an entry says that happened.
type Verb string

// The verbs.
const (
	Defined    Verb = "programme_defined"
	Enrolled   Verb = "enrolled"
	Left       Verb = "enrolment_ended"
	OptedOutOf Verb = "opted_out"
	OptedIn    Verb = "opted_in"
	Proposed   Verb = "call_planned"
	Cut        Verb = "claims_cut" // a stronger call took of what it had
	Seconded   Verb = "call_approved"
	Moved      Verb = "call_moved"
	Told       Verb = "owners_told"
	Halted     Verb = "halted"
	Resumed    Verb = "resumed"
)

// Entry is one thing that was decided, by whom and when. The fields beside that are
// those of its verb.
type Entry struct {
	Verb Verb      `json:"verb"`
	At   time.Time `json:"at"`
	By   Person    `json:"by,omitempty"`
	Why  string    `json:"why,omitempty"`

	Programme  *Programme      `json:"programme,omitempty"`
	Enrolments []Enrolment     `json:"enrolments,omitempty"`
	OptOut     *OptOut         `json:"opt_out,omitempty"`
	Call       *Call           `json:"call,omitempty"`
	ID         CallID          `json:"id,omitempty"`
	Cause      Cause           `json:"cause,omitempty"`
	Claims     []Claim         `json:"claims,omitempty"`
	Approval   *Approval       `json:"approval,omitempty"`
	Notice     NoticeKind      `json:"notice,omitempty"`
	Sites      []energy.SiteID `json:"sites,omitempty"`
	Result     *Result         `json:"result,omitempty"`
}
