package programme

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/programme/rebound"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// schedule is when homes are let go, after calls and after outages. It follows from
// the state and the facts alone, and is kept so that it is not made anew each tick.
type schedule struct {
	calls   map[CallID]release
	regions map[Region]homecoming
}

// release is when the homes of a call are let go, by site, and the last of them.
type release struct {
	at   map[energy.SiteID]time.Time
	last time.Time
}

// homecoming is the release of a region after an outage.
type homecoming struct {
	restored time.Time
	release
}

// remembered is how long ago a call may have ended whose homes are not back yet.
const remembered = 24 * time.Hour

// returning brings the schedule up to date. Calls let their homes go one after the
// other, each when the one before is through, so that all together stay below the
// rebound.
func (s *State) returning(last schedule, config *Config, f *Facts, now time.Time) schedule {
	next := schedule{calls: map[CallID]release{}, regions: map[Region]homecoming{}}
	var free time.Time
	for _, c := range s.closed(now) {
		rel, ok := last.calls[c.ID]
		if !ok {
			rel = c.release(config.Rebound, free)
		}
		next.calls[c.ID] = rel
		free = rel.last.Add(rebound.Window)
	}
	for region, o := range f.Outages {
		if o.Restored.IsZero() {
			continue
		}
		home, ok := last.regions[region]
		if !ok || !home.restored.Equal(o.Restored) {
			home = homecoming{o.Restored, f.release(region, config.Rebound, o.Restored)}
		}
		next.regions[region] = home
	}
	return next
}

// closed returns the calls whose homes are let go, in the order in which they
// ended.
func (s *State) closed(now time.Time) []*Call {
	calls := s.list(func(c *Call) bool {
		return c.Closed != nil && !c.Broken && c.Terms.Kind.Drive() != Armed && now.Sub(*c.Closed) < remembered
	})
	slices.SortStableFunc(calls, func(a, b *Call) int { return a.Closed.Compare(*b.Closed) })
	return calls
}

func (c *Call) release(limit energy.Watts, free time.Time) release {
	var homes []rebound.Return
	for i := range c.Claims {
		if !c.Claims[i].empty() {
			homes = append(homes, rebound.Return{Site: c.Claims[i].Site, Swing: c.Claims[i].Swing})
		}
	}
	start := *c.Closed
	if free.After(start) {
		start = free
	}
	return released(rebound.Stagger(homes, limit, string(c.ID), start), start)
}

func (f *Facts) release(region Region, limit energy.Watts, start time.Time) release {
	var homes []rebound.Return
	for site, h := range f.Homes {
		if h.Region == region {
			homes = append(homes, rebound.Return{Site: site, Swing: h.swing(&Claim{Up: h.Up})})
		}
	}
	return released(rebound.Stagger(homes, limit, string(region)+stamp(start), start), start)
}

func released(list []rebound.Release, start time.Time) release {
	r := release{at: make(map[energy.SiteID]time.Time, len(list)), last: start}
	for _, h := range list {
		r.at[h.Site], r.last = h.At, h.At
	}
	return r
}

// dark tells whether the home's grid is away, or it is not its turn after that. A
// home that nobody knew of when the grid came back waits for the last.
func (r *round) dark(h *Home) bool {
	o, ok := r.facts.Outages[h.Region]
	if !ok {
		return false
	}
	if o.Restored.IsZero() {
		return true
	}
	back := r.next.returns.regions[h.Region]
	at, known := back.at[h.Site]
	if !known {
		at = back.last
	}
	return r.now.Before(at)
}

// giveBack holds homes of calls that ended at 0 W until it is their turn. One that
// another call has, or that is not known now, is let go at once.
func (r *round) giveBack() {
	ids := slices.SortedFunc(maps.Keys(r.next.returns.calls), func(a, b CallID) int { return cmp.Compare(a, b) })
	for _, id := range ids {
		rel := r.next.returns.calls[id]
		if !r.now.Before(rel.last) || r.next.asked[id] != nil {
			continue
		}
		r.hold(r.state.calls[id], rel)
	}
}

func (r *round) hold(c *Call, rel release) {
	for i := range c.Claims {
		site := c.Claims[i].Site
		at, ok := rel.at[site]
		if !ok || !r.now.Before(at) {
			continue
		}
		u, why := r.use(c, &c.Claims[i])
		if why != "" || u.by != nil {
			continue
		}
		u.by, u.node = c, c.Node
		until := r.until(c)
		if rel.last.Before(until) {
			until = rel.last
		}
		u.doses = append(u.doses, dose{call: c, until: until, still: true})
	}
}
