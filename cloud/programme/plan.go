package programme

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Plan is what would happen, or what is to happen, when a call is asked for.
type Plan struct {
	Call    *Call         `json:"call"` // with its claims; Guarded says whether a second person has to approve
	Up      energy.Watts  `json:"up_w"` // claimed, with the margin
	Down    energy.Watts  `json:"down_w"`
	Firm    *Quote        `json:"firm"` // of the homes that could be had; absent where it is not known
	Regions []RegionShare `json:"regions"`
	Binds   []string      `json:"binds"` // what the rest of what is asked fails on
	LeftOut []LeftOut     `json:"left_out"`
	Cuts    []Loss        `json:"cuts"`    // what weaker calls would lose
	Refused string        `json:"refused"` // why it would not be planned, "" where it would
}

// Quote is what can be promised, magnitudes.
type Quote struct {
	Up   energy.Watts `json:"up_w"`
	Down energy.Watts `json:"down_w"`
}

// RegionShare is a region's part in a call. Cap is absent where it is not known.
type RegionShare struct {
	Region Region        `json:"region"`
	Homes  int           `json:"homes"`
	Up     energy.Watts  `json:"up_w"`
	Down   energy.Watts  `json:"down_w"`
	Cap    *energy.Watts `json:"cap_w,omitempty"`
}

// Loss is what a call loses to a stronger one.
type Loss struct {
	Call  CallID       `json:"call"`
	Homes int          `json:"homes"`
	Up    energy.Watts `json:"up_w"`
	Down  energy.Watts `json:"down_w"`
}

// planning is one plan in the making.
type planning struct {
	state  *State
	config *Config
	facts  *Facts
	now    time.Time
	call   *Call
	books  map[energy.SiteID]book // of open calls, by home
	plan   Plan
	cuts   []Entry
}

// plan says what becomes of a request at now. It changes nothing. The error is
// that with which it would be refused; the plan says as much as is known then.
func (s *State) plan(config *Config, f *Facts, r Request, by Person, now time.Time) (*planning, error) {
	p, err := s.check(&r, now)
	if err != nil {
		return &planning{plan: Plan{Refused: err.Error()}}, err
	}
	call := &Call{Request: r, Terms: *p, By: by, Planned: now, Stage: Planned, Guarded: s.guarded(&r, config.ApproveAbove)}
	x := &planning{state: s, config: config, facts: f, now: now, call: call, books: s.books(now), plan: Plan{Call: call}}
	x.claim()
	x.bound()
	x.quote()
	x.settle()
	x.cut()
	err = x.suffices()
	if err == nil {
		err = x.answers()
	}
	if err != nil {
		x.plan.Refused = err.Error()
		return x, err
	}
	return x, nil
}

// books returns what open calls claim, by home, the strongest call first.
func (s *State) books(now time.Time) map[energy.SiteID]book {
	books := map[energy.SiteID]book{}
	for _, c := range s.list(func(c *Call) bool { return c.Stage.Open() && c.End.After(now) }) {
		for i := range c.Claims {
			if !c.Claims[i].empty() {
				books[c.Claims[i].Site] = append(books[c.Claims[i].Site], booked{c, c.Claims[i]})
			}
		}
	}
	return books
}

// stronger returns those of b that the call has to leave alone.
func (b book) stronger(than *Call) book {
	n := 0
	for n < len(b) && b[n].call.before(than) < 0 {
		n++
	}
	return b[:n:n]
}

// claim claims of every home of the node all that can be had.
func (x *planning) claim() {
	for _, site := range slices.Sorted(maps.Keys(x.facts.Homes)) {
		h := x.facts.Homes[site]
		if !slices.Contains(h.Nodes, x.call.Node) {
			continue
		}
		enrolled, why, detail := x.bars(h)
		if why != "" {
			x.leave(h, why, detail)
			continue
		}
		x.fit(h, enrolled)
	}
}

// bars returns why the call cannot have the home at all.
func (x *planning) bars(h *Home) (Enrolment, Reason, string) {
	c := x.call
	n, ok := x.state.enrolment(c.Programme, h.Site, c.Start)
	if !ok || !n.To.IsZero() && n.To.Before(c.End) {
		return n, NotEnrolled, ""
	}
	if x.state.optedOut(c.Programme, h.Site, c.Start, c.End) {
		return n, OptedOut, ""
	}
	if why := c.Terms.Eligible.Bars(h); why != "" {
		return n, NotEligible, why
	}
	if _, why := x.facts.cap(h.Region, x.config.CapAge, x.now); why != "" {
		return n, why, string(h.Region)
	}
	if !h.Ready && c.Start.Sub(x.now) < x.config.Foresight {
		return n, NotReady, ""
	}
	return n, "", ""
}

func (x *planning) leave(h *Home, why Reason, detail string) {
	x.plan.LeftOut = append(x.plan.LeftOut, LeftOut{Site: h.Site, Why: why, Detail: detail})
}

// battery returns what is in a home's battery above the highest of its owner's
// floors: what one call leaves untouched another must not take from under it.
func (x *planning) battery(h *Home) (battery, bool) {
	up, down, most, ok := h.energies(x.state.floor(h.Site, x.now, x.call.End))
	return battery{h, up, down, most, x.now}, ok
}

// fit claims what is left of a home beside calls that are as strong.
func (x *planning) fit(h *Home, n Enrolment) {
	b, ok := x.battery(h)
	if !ok {
		x.leave(h, UnknownFacts, "")
		return
	}
	last := x.call.Terms.endurance(x.call.Span())
	want := Claim{Site: h.Site, Battery: h.Battery}
	if x.call.Up > 0 {
		want.Up = min(n.Power, h.Up)
	}
	if x.call.Down > 0 {
		want.Down = min(n.Power, h.Down)
	}
	want.EnergyUp, want.EnergyDown = want.Up.Over(last), want.Down.Over(last)
	got, conflict := x.books[h.Site].stronger(x.call).fit(b, booked{x.call, want})
	if got != want || got.empty() {
		out := LeftOut{Site: h.Site, Why: AtReserve, Conflict: conflict, Partly: !got.empty()}
		if conflict != nil {
			out.Why = Claimed
		}
		x.plan.LeftOut = append(x.plan.LeftOut, out)
	}
	if !got.empty() {
		x.call.Claims = append(x.call.Claims, got)
	}
}

// suffices fails where less was claimed than the request takes.
func (x *planning) suffices() error {
	c, least := x.call, energy.Watts(x.call.Least)
	if len(c.Claims) > 0 && x.plan.Up >= least*c.Up*(1-1e-9) && x.plan.Down >= least*c.Down*(1-1e-9) {
		return nil
	}
	return refused(c.ID, fault.Conflict, "ask for less, or see what a dry run says of each home",
		fmt.Errorf("%.1f kW up and %.1f kW down of %d homes can be had: %s", float64(x.plan.Up)/1000, float64(x.plan.Down)/1000, len(c.Claims), strings.Join(x.plan.Binds, "; ")))
}
