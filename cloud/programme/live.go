package programme

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// share is a home's part in one running call at a tick.
type share struct {
	home *usage
	up   energy.Watts
	down energy.Watts
}

// usage is what is left of a home at a tick, after the calls that were served.
type usage struct {
	home                 *Home
	node                 Node  // that commands it, "" for none yet
	by                   *Call // that took it first
	armed                bool  // a call that stands by has of it
	up, down             energy.Watts
	storedUp, storedDown energy.WattHours
	stacks               map[string]*stacked
	part                 Part // ceilings of targets
	given                energy.Watts
	doses                []dose // by call, in the order in which they are served
}

// stacked is what the calls of one stack have of a home.
type stacked struct {
	up, down energy.Watts
	asked    energy.Watts // of the home, signed
}

// live returns the homes that take part in a running call now and up to where, and
// those that do not.
func (r *round) live(c *Call) ([]share, []LeftOut) {
	shares := make([]share, 0, len(c.Claims))
	var out []LeftOut
	for i := range c.Claims {
		claim := &c.Claims[i]
		if claim.empty() {
			continue // it was cut, which has been told
		}
		u, why := r.use(c, claim)
		if why != "" {
			out = append(out, LeftOut{Site: claim.Site, Why: why, Conflict: r.inTheWay(c, u, why)})
			continue
		}
		s := u.share(c, claim, r.now)
		if s.up == 0 && s.down == 0 {
			out = append(out, LeftOut{Site: claim.Site, Why: AtReserve})
			continue
		}
		shares = append(shares, s)
	}
	return shares, out
}

// use returns the home of a claim, or why the call does not have it now.
func (r *round) use(c *Call, claim *Claim) (*usage, Reason) {
	h := r.facts.Homes[claim.Site]
	if h == nil {
		return nil, UnknownFacts
	}
	if _, ok := r.state.enrolment(c.Programme, claim.Site, r.now); !ok {
		return nil, NotEnrolled
	}
	if r.state.optedOut(c.Programme, claim.Site, r.now, r.now.Add(1)) {
		return nil, OptedOut
	}
	if !c.told(claim) {
		return nil, NotTold
	}
	if c.Terms.Eligible.Bars(h) != "" || !slices.Contains(h.Nodes, c.Node) {
		return nil, NotEligible
	}
	if _, why := r.facts.cap(h.Region, r.config.CapAge, r.now); why != "" {
		return nil, why
	}
	if r.dark(h) {
		return nil, InOutage
	}
	if !h.Ready {
		return nil, NotReady
	}
	u := r.usage(h)
	switch {
	case u == nil:
		return nil, UnknownFacts
	case u.by != nil && u.node != c.Node:
		return u, Claimed
	}
	return u, ""
}

func (r *round) inTheWay(c *Call, u *usage, why Reason) *Conflict {
	if why != Claimed {
		return nil
	}
	return battery{home: u.home}.conflict(&booked{call: u.by}, Command)
}

// usage returns the home as it is after the calls that were served, nil where its
// facts cannot be.
func (r *round) usage(h *Home) *usage {
	if u, ok := r.homes[h.Site]; ok {
		return u
	}
	up, down, _, ok := h.energies(r.state.floor(h.Site, r.now, r.now.Add(1)))
	var u *usage
	if ok {
		r.met = append(r.met, usage{home: h, given: h.Given, up: h.Up, down: h.Down, storedUp: up, storedDown: down, part: Part{Site: h.Site}})
		u = &r.met[len(r.met)-1]
	}
	r.homes[h.Site] = u
	return u
}

// share is what of a claim there is energy and power for.
func (u *usage) share(c *Call, claim *Claim, now time.Time) share {
	last := c.left(now)
	s := share{home: u, up: min(claim.Up, u.up), down: min(claim.Down, u.down)}
	if k := u.stacks[c.Terms.Stack]; k != nil && c.Terms.Stack != "" {
		s.up, s.down = min(claim.Up, u.up+k.up), min(claim.Down, u.down+k.down)
	}
	if last > 0 {
		s.up, s.down = min(s.up, u.storedUp.At(last)), min(s.down, u.storedDown.At(last))
	}
	if u.storedUp <= 0 { // one that has ended and is on its way to nothing needs some too
		s.up = 0
	}
	if u.storedDown <= 0 {
		s.down = 0
	}
	return s
}

// left is how long the call has yet to be able to give its full power at now.
func (c *Call) left(now time.Time) time.Duration {
	if c.Terms.Kind.Drive().delivers() {
		return c.End.Sub(now)
	}
	return c.Terms.Rules.Endurance.Of()
}

// take takes the share out of what is left of the home.
func (s *share) take(c *Call, now time.Time) {
	u, last := s.home, max(0, c.left(now))
	if u.by == nil {
		u.by, u.node = c, c.Node
	}
	u.storedUp, u.storedDown = max(0, u.storedUp-s.up.Over(last)), max(0, u.storedDown-s.down.Over(last))
	moreUp, moreDown := s.up, s.down
	if label := c.Terms.Stack; label != "" {
		k := u.stacks[label]
		if k == nil {
			k = &stacked{}
			if u.stacks == nil {
				u.stacks = map[string]*stacked{}
			}
			u.stacks[label] = k
		}
		moreUp, moreDown = max(0, s.up-k.up), max(0, s.down-k.down)
		k.up, k.down = max(k.up, s.up), max(k.down, s.down)
	}
	u.up, u.down = max(0, u.up-moreUp), max(0, u.down-moreDown)
	if c.Terms.Kind.Drive() == Armed {
		u.armed = true
		return
	}
	u.part.Up, u.part.Down = u.part.Up+moreUp, u.part.Down+moreDown
}

// part is the share of all that d can have that this is, in the direction of which there
// is more.
func (s *share) part(d *Delivery) energy.Watts {
	if d.Up >= d.Down {
		return energy.Watts(ratio(s.up, d.Up))
	}
	return energy.Watts(ratio(s.down, d.Down))
}

// ask adds asked, signed, to what the home does, and returns by how much: what its
// stack does already is not done twice.
func (s *share) ask(c *Call, asked energy.Watts) energy.Watts {
	k := s.home.stacks[c.Terms.Stack]
	if c.Terms.Stack == "" || k == nil {
		return asked
	}
	var more energy.Watts
	switch {
	case asked > 0:
		more = max(0, asked-max(0, k.asked))
	case asked < 0:
		more = min(0, asked-min(0, k.asked))
	}
	k.asked += more
	return more
}
