package programme

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// NoticeKind is what an owner is told.
type NoticeKind string

// The notices.
const (
	Invitation NoticeKind = "call"       // the programme will call the home
	Withdrawal NoticeKind = "withdrawal" // it will not, of which its owner was told
)

// Notice is what is to be told to the owner of a home.
type Notice struct {
	Kind      NoticeKind    `json:"kind"`
	Call      CallID        `json:"call"`
	Programme ID            `json:"programme"`
	Purpose   Purpose       `json:"purpose"`
	Site      energy.SiteID `json:"site"`
	Start     time.Time     `json:"start"`
	End       time.Time     `json:"end"`
	Up        energy.Watts  `json:"up_w"` // most that is asked of the home
	Down      energy.Watts  `json:"down_w"`
	By        time.Time     `json:"by,omitzero"` // told later, the home is not called
}

// Untold returns what owners have yet to be told at now, the most urgent call
// first. It is the same until they were told (Tell), over restarts too.
func (s *State) Untold(now time.Time) []Notice {
	var list []Notice
	for _, c := range s.list(func(c *Call) bool { return c.Terms.Rules.Notice > 0 && now.Before(c.End) }) {
		for i := range c.Claims {
			if n, due := c.notice(&c.Claims[i], now); due {
				list = append(list, n)
			}
		}
	}
	return list
}

func (c *Call) notice(claim *Claim, now time.Time) (Notice, bool) {
	n := Notice{
		Kind: Invitation, Call: c.ID, Programme: c.Programme, Purpose: c.Purpose, Site: claim.Site, Start: c.Start, End: c.End,
		Up: claim.Up, Down: claim.Down, By: c.Start.Add(-c.Terms.Rules.Notice.Of()),
	}
	switch {
	case c.Stage == Noticed || c.Stage == Approved:
		return n, claim.Told == nil && !claim.empty() && !now.After(n.By)
	case c.Stage == Stopped && c.Began == nil:
		n.Kind, n.By = Withdrawal, time.Time{}
		return n, claim.Told != nil && claim.Withdrawn == nil
	}
	return n, false
}
