package programme

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Purpose is what a call is made for.
type Purpose string

// The purposes. A test is a call as any other, and nothing is sold by it.
const (
	Market Purpose = "market"
	Test   Purpose = "test"
)

// Request is what a person asks for: a call of a programme at a node. Up and Down
// are magnitudes; of what delivers one of them is 0.
type Request struct {
	ID        CallID       `json:"id"`
	Programme ID           `json:"programme"`
	Node      Node         `json:"node"`
	Purpose   Purpose      `json:"purpose"`
	Start     time.Time    `json:"start"`
	End       time.Time    `json:"end"`
	Up        energy.Watts `json:"up_w"`
	Down      energy.Watts `json:"down_w"`
	Least     energy.Ratio `json:"least_ratio"` // of Up and Down that must be had, else the call is refused
}

// Span returns when the call runs.
func (r *Request) Span() energy.Interval { return energy.Interval{Start: r.Start, End: r.End} }

// same tells whether two requests ask for the same.
func (r *Request) same(o *Request) bool {
	a, b := *r, *o
	equal := a.Start.Equal(b.Start) && a.End.Equal(b.End)
	a.Start, a.End, b.Start, b.End = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	return equal && a == b
}

// Call is a request that homes were claimed for.
type Call struct {
	Request
	Terms    Programme  `json:"terms"` // the programme as it was when the call was planned
	By       Person     `json:"by"`
	Planned  time.Time  `json:"planned"`
	Guarded  bool       `json:"guarded"` // it must be approved by a second person
	Approval *Approval  `json:"approval,omitempty"`
	Stage    Stage      `json:"stage"`
	Why      string     `json:"why,omitempty"` // of the last move
	Began    *time.Time `json:"began,omitempty"`
	Closed   *time.Time `json:"closed,omitempty"` // stopped or ended
	Broken   bool       `json:"broken,omitempty"` // it was stopped, or its homes were let go at once after its end
	Claims   []Claim    `json:"claims"`           // by site
	Result   *Result    `json:"result,omitempty"`
}

// Approval is a second person's.
type Approval struct {
	By    Person    `json:"by"`
	At    time.Time `json:"at"`
	Until time.Time `json:"until"` // by then the call has begun, or it does not hold
}

// Result is what a call was worth: Score by the rules of its market, and where the
// report is that it comes from.
type Result struct {
	Score  energy.Ratio `json:"score_ratio"`
	Report string       `json:"report"`
}

// Claim is what a call has of one home, magnitudes: so much power, and the energy
// for all of its endurance.
type Claim struct {
	Site       energy.SiteID    `json:"site"`
	Battery    energy.DeviceID  `json:"battery,omitempty"`
	Up         energy.Watts     `json:"up_w"`
	Down       energy.Watts     `json:"down_w"`
	EnergyUp   energy.WattHours `json:"up_wh"`
	EnergyDown energy.WattHours `json:"down_wh"`
	Swing      energy.Watts     `json:"swing_w"`             // by how much the home may jump when it is let go
	Told       *time.Time       `json:"told,omitempty"`      // its owner, of the call
	Withdrawn  *time.Time       `json:"withdrawn,omitempty"` // its owner was told that it does not come
}

// scaled returns c with less power and the energy that belongs to it.
func (c Claim) scaled(up, down energy.Ratio) Claim {
	c.Up, c.EnergyUp = c.Up*energy.Watts(up), c.EnergyUp*energy.WattHours(up)
	c.Down, c.EnergyDown = c.Down*energy.Watts(down), c.EnergyDown*energy.WattHours(down)
	return c
}

// empty tells whether nothing is claimed.
func (c *Claim) empty() bool { return c.Up == 0 && c.Down == 0 }

// approved tells whether the call may begin at now as far as persons go.
func (c *Call) approved(now time.Time) bool {
	return !c.Guarded || c.Approval != nil && now.Before(c.Approval.Until)
}

// told tells whether the owner of a claim was told early enough.
func (c *Call) told(claim *Claim) bool {
	lead := c.Terms.Rules.Notice.Of()
	return lead == 0 || claim.Told != nil && !claim.Told.After(c.Start.Add(-lead))
}

// counts tells whether the call is one of those that rules of repetition count: it
// ran, or it may.
func (c *Call) counts() bool { return c.Stage.Open() || c.Began != nil }

// holds tells whether the call may have homes at now: it is open, or has ended and
// they are let go one after the other.
func (c *Call) holds(now time.Time) bool {
	return c.Stage.Open() || c.Closed != nil && !c.Broken && now.Sub(*c.Closed) < remembered
}

// before is the order in which calls are served: by primacy, and the one planned
// earlier first, which has sold already.
func (c *Call) before(o *Call) int {
	if c.Terms.Primacy != o.Terms.Primacy {
		return c.Terms.Primacy - o.Terms.Primacy
	}
	if !c.Planned.Equal(o.Planned) {
		return c.Planned.Compare(o.Planned)
	}
	if c.ID < o.ID {
		return -1
	}
	return 1
}
