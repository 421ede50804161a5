package programme

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var errNothing = errors.New("it says nothing")

func (s *State) propose(e Entry) error {
	if e.Call == nil {
		return errNothing
	}
	bySite := func(a, b Claim) int { return strings.Compare(string(a.Site), string(b.Site)) }
	if e.Call.Stage != Planned || !slices.IsSortedFunc(e.Call.Claims, bySite) {
		return fmt.Errorf("call %s does not begin as one", e.Call.ID)
	}
	if err := e.Call.Terms.Check(); err != nil {
		return err
	}
	if _, twice := s.calls[e.Call.ID]; twice {
		return fmt.Errorf("call %s is there already", e.Call.ID)
	}
	c := *e.Call
	c.Claims = slices.Clone(c.Claims)
	s.calls[c.ID] = &c
	return nil
}

func (s *State) call(id CallID) (*Call, error) {
	if c, ok := s.calls[id]; ok {
		return c, nil
	}
	return nil, fmt.Errorf("call %s is not there", id)
}

// cut puts the entry's claims in the place of the call's of the same homes.
func (s *State) cut(e Entry) error {
	c, err := s.call(e.ID)
	if err != nil {
		return err
	}
	for _, claim := range e.Claims {
		own := c.claim(claim.Site)
		if own == nil {
			return fmt.Errorf("%s has no claim on %s", e.ID, claim.Site)
		}
		own.Up, own.Down, own.EnergyUp, own.EnergyDown = claim.Up, claim.Down, claim.EnergyUp, claim.EnergyDown
	}
	return nil
}

// claim returns the call's claim on a home, nil for none.
func (c *Call) claim(site energy.SiteID) *Claim {
	i, ok := slices.BinarySearchFunc(c.Claims, site, func(c Claim, site energy.SiteID) int { return strings.Compare(string(c.Site), string(site)) })
	if !ok {
		return nil
	}
	return &c.Claims[i]
}

func (s *State) second(e Entry) error {
	c, err := s.call(e.ID)
	if err != nil || e.Approval == nil {
		return errors.Join(err, errNothing)
	}
	approval := *e.Approval
	c.Approval = &approval
	return nil
}

func (s *State) move(e Entry) error {
	c, err := s.call(e.ID)
	if err != nil {
		return err
	}
	to, ok := Next(c.Stage, e.Cause)
	if !ok || (e.Cause == Score) != (e.Result != nil) {
		return fmt.Errorf("call %s is %s: no %s", e.ID, c.Stage, e.Cause)
	}
	c.Stage, c.Why = to, e.Why
	c.Broken = c.Broken || to == Stopped || e.Cause == Stop
	switch {
	case to == Running:
		c.Began = at(e.At)
	case c.Closed == nil && (to == Stopped || to == Ended):
		if c.Closed = at(e.At); c.Began != nil {
			s.over = append(s.over, c)
		}
	case e.Cause == Score:
		c.Result = e.Result
	}
	return nil
}

func at(t time.Time) *time.Time { return &t }

func (s *State) tell(e Entry) error {
	c, err := s.call(e.ID)
	if err != nil {
		return err
	}
	for _, site := range e.Sites {
		claim := c.claim(site)
		if claim == nil {
			return fmt.Errorf("%s has no claim on %s", e.ID, site)
		}
		if e.Notice == Withdrawal {
			claim.Withdrawn = at(e.At)
		} else {
			claim.Told = at(e.At)
		}
	}
	return nil
}
