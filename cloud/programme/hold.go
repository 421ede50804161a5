package programme

import (
	"maps"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// round is one tick in the making.
type round struct {
	state   *State
	config  *Config
	facts   *Facts
	now     time.Time
	last    Memory        // of the tick before
	next    Memory        // for the tick after
	dt      time.Duration // that powers may move for
	driven  int           // calls that move powers: each has its part of a region's rate
	homes   map[energy.SiteID]*usage
	met     []usage // of homes, with room for all: homes points into it
	regions map[Region]*budget
	moved   map[Region]energy.Watts
	out     Outcome
}

// Hold returns what is to be done at now, by what is in force and what is known.
// It is pure: m is what the tick before returned, and the zero Memory at first.
func (s *State) Hold(config Config, m Memory, f *Facts, now time.Time) (Outcome, Memory) {
	r := &round{
		state: s, config: &config, facts: f, now: now, last: m, next: Memory{at: now, asked: map[CallID]map[Region]energy.Watts{}},
		dt: max(0, min(now.Sub(m.at), config.Step)), regions: map[Region]*budget{},
		moved: map[Region]energy.Watts{}, out: Outcome{At: now},
	}
	if m.at.IsZero() {
		r.dt = 0
	}
	if s.halt != nil {
		return r.out, Memory{at: now}
	}
	r.next.returns = s.returning(m.returns, &config, f, now)
	calls := s.list(func(c *Call) bool { return c.Stage == Running || c.Closed != nil && !c.Broken && m.moves(c.ID) })
	r.prepare(calls)
	for i, c := range calls {
		r.serve(c, calls[i+1:])
	}
	r.giveBack()
	return r.finish(), r.next
}

// prepare makes room for the homes that calls may meet.
func (r *round) prepare(calls []*Call) {
	claims := 0
	for _, c := range calls {
		claims += len(c.Claims)
		if c.Terms.Kind.Drive() != Armed {
			r.driven++
		}
	}
	for id := range r.next.returns.calls {
		claims += len(r.state.calls[id].Claims)
	}
	n := min(claims, len(r.facts.Homes))
	r.homes, r.met = make(map[energy.SiteID]*usage, n), make([]usage, 0, n)
	r.next.homes = r.homes
}

// moves tells whether a call that has ended is still on its way to nothing.
func (m Memory) moves(id CallID) bool {
	for _, p := range m.asked[id] {
		if p != 0 {
			return true
		}
	}
	return false
}

// serve gives a call what is left for it after stronger ones, and what weaker ones
// can give back.
func (r *round) serve(c *Call, weaker []*Call) {
	d := Delivery{Call: c.ID}
	shares, left := r.live(c)
	d.LeftOut = left
	if r.limit(shares, weaker) {
		d.Bounds = append(d.Bounds, ByCap)
	}
	sums := addUp(shares)
	for _, s := range sums {
		d.Up, d.Down = d.Up+s.up, d.Down+s.down
	}
	if c.Terms.Kind.Drive() == Armed {
		r.arm(c, shares, &d)
	} else {
		r.drive(c, shares, sums, &d)
	}
	r.out.Calls = append(r.out.Calls, d)
}

func (r *round) arm(c *Call, shares []share, d *Delivery) {
	if d.Up < c.Up || d.Down < c.Down {
		d.Bounds = append(d.Bounds, ByHomes)
	}
	// Armed to its end, for an event may come while the cloud is away.
	a := Arm{Node: c.Node, Call: c.ID, Nominal: c.Terms.Rules.Nominal, Curve: c.Terms.Curve, Up: d.Up, Down: d.Down, Until: c.End}
	for i := range shares {
		s := &shares[i]
		s.take(c, r.now)
		a.Parts = append(a.Parts, Part{Site: s.home.home.Site, Up: s.up, Down: s.down})
	}
	if len(a.Parts) > 0 {
		r.out.Arms = append(r.out.Arms, a)
	}
}

// until is when what is held for the call ends by itself.
func (r *round) until(c *Call) time.Time {
	hold := r.now.Add(r.config.Hold)
	if c.End.After(r.now) && c.End.Before(hold) {
		return c.End
	}
	return hold
}

// drive moves the homes of a call to what it asks for.
func (r *round) drive(c *Call, shares []share, sums map[Region]sum, d *Delivery) {
	wanted, bound := r.wanted(c, sums, d)
	if bound != "" {
		d.Bounds = append(d.Bounds, bound) // and it goes to nothing, as fast as it may
	}
	if len(shares) == 0 || bound != "" && !r.last.moves(c.ID) {
		return
	}
	given := r.slew(c, wanted, r.from(c, shares), sums, d)
	r.next.asked[c.ID] = given
	capacity, until := min(max(c.Up, c.Down), max(d.Up, d.Down)), r.until(c)
	for i := range shares {
		s := &shares[i]
		s.take(c, r.now)
		region := s.home.home.Region
		more := s.ask(c, sums[region].of(s, given[region]))
		r.moved[region] += more
		s.home.doses = append(s.home.doses, dose{call: c, power: more, capacity: capacity * s.part(d), until: until})
	}
	d.Given = 0
	for _, p := range given {
		d.Given += p
	}
}

// finish puts together what the calls have been given.
func (r *round) finish() Outcome {
	r.out.Targets = r.steer()
	for _, region := range slices.Sorted(maps.Keys(r.moved)) {
		r.out.Regions = append(r.out.Regions, Movement{Region: region, Power: r.moved[region]})
	}
	return r.out
}
