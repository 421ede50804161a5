package programme_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow43_WhateverHappensNothingIsLostDoubledOrSoldTwice: random programmes, calls,
// owners, facts, stops, outages, late ticks and restarts.
func TestRow43_WhateverHappensNothingIsLostDoubledOrSoldTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t)
		t.Repeat(map[string]func(*rapid.T){
			"propose": m.Propose, "again": m.Propose, "approve": m.Approve, "tell": m.Tell, "stop": m.Stop, "halt": m.Halt, "owner": m.Owner,
			"facts": m.Facts, "caps": m.Caps, "grid": m.Grid, "restart": m.Restart, "tick": m.Tick, "tock": m.Tick, "sleep": m.Sleep, "": m.stand,
		})
	})
}

const eps = 1e-6

// stand is what holds of calls after every action.
func (m *model) stand(t *rapid.T) {
	calls := m.desk.Calls()
	require.Len(t, calls, len(m.asked), "each call that was granted is there once")
	for _, c := range calls {
		require.Equal(t, m.asked[c.ID].Up, c.Up)
		if c.Began != nil && c.Guarded {
			require.NotNil(t, c.Approval)
			require.NotEqual(t, c.By, c.Approval.By)
			require.False(t, c.Approval.Until.Before(*c.Began))
		}
		m.stages[c.ID] = c.Stage
	}
	m.once(t, calls)
}

// once adds up what open calls claim of each home, at each instant at which one
// begins: power of a stack once, energy always.
func (m *model) once(t *rapid.T, calls []programme.Call) {
	type key struct {
		site energy.SiteID
		at   time.Time
	}
	open := func(c *programme.Call) bool { return c.Stage.Open() }
	for _, at := range calls {
		stacks := map[energy.SiteID]map[string][2]energy.Watts{}
		stored := map[energy.SiteID][2]energy.WattHours{}
		for i := range calls {
			c := &calls[i]
			if !open(c) || !open(&at) || at.Start.Before(c.Start) || !at.Start.Before(c.End) {
				continue
			}
			label := c.Terms.Stack
			if label == "" {
				label = "call " + string(c.ID)
			}
			for _, claim := range c.Claims {
				if stacks[claim.Site] == nil {
					stacks[claim.Site] = map[string][2]energy.Watts{}
				}
				s := stacks[claim.Site][label]
				stacks[claim.Site][label] = [2]energy.Watts{max(s[0], claim.Up), max(s[1], claim.Down)}
				e := stored[claim.Site]
				stored[claim.Site] = [2]energy.WattHours{e[0] + claim.EnergyUp, e[1] + claim.EnergyDown}
			}
		}
		for site, labels := range stacks {
			var up, down energy.Watts
			for _, s := range labels {
				up, down = up+s[0], down+s[1]
			}
			require.LessOrEqual(t, float64(up), 5000+eps, "%v", key{site, at.Start})
			require.LessOrEqual(t, float64(down), 4000+eps, "%v", key{site, at.Start})
			require.LessOrEqual(t, float64(stored[site][0]), 10_000+eps, "%v", key{site, at.Start})
			require.LessOrEqual(t, float64(stored[site][1]), 10_000+eps, "%v", key{site, at.Start})
		}
	}
}

// known tells whether a home may be asked for anything, and how far, by the facts
// alone.
func (m *model) known(site energy.SiteID) (h *programme.Home, up, down energy.WattHours, ok bool) {
	h = m.facts.Homes[site]
	floor := max(0.1, h.Reserve)
	cap, read := m.facts.Caps[h.Region]
	ok = h.Ready && h.Up >= 0 && h.Up < 1e12 && h.Stored >= 0 && h.Stored < 1e12 && floor <= 1 && !m.optOuts[site] &&
		read && cap.Most >= 0 && cap.Most < 1e12 && cap.Rate >= 0 && m.now.Sub(cap.Read).Abs() <= time.Minute
	return h, max(0, h.Stored-energy.WattHours(floor)*h.Size), max(0, h.Size-h.Stored), ok
}

// judge is what holds of what is asked for, whatever was asked of the desk.
func (m *model) judge(t *rapid.T, out programme.Outcome) {
	type ask struct {
		up, down energy.Watts
		nodes    map[energy.PlantID]bool
		plants   map[energy.PlantID]bool // whose orders it is to hold
	}
	homes := map[energy.SiteID]*ask{}
	regions := map[programme.Region]*ask{}
	add := func(plant energy.PlantID, p programme.Part, ordered bool) {
		require.GreaterOrEqual(t, float64(p.Up), 0.0)
		require.GreaterOrEqual(t, float64(p.Down), 0.0)
		h, _, _, ok := m.known(p.Site)
		require.True(t, ok, "%s takes part: %+v", p.Site, h)
		if homes[p.Site] == nil {
			homes[p.Site] = &ask{nodes: map[energy.PlantID]bool{}, plants: map[energy.PlantID]bool{}}
		}
		if regions[h.Region] == nil {
			regions[h.Region] = &ask{}
		}
		homes[p.Site].nodes[plant.Whole()] = true
		if ordered {
			homes[p.Site].plants[plant] = true
		}
		for _, a := range []*ask{homes[p.Site], regions[h.Region]} {
			a.up, a.down = a.up+p.Up, a.down+p.Down
		}
	}
	for _, target := range out.Targets {
		m.target(t, target)
		for _, p := range target.Parts {
			add(target.Plant(), p, true)
		}
	}
	for _, a := range out.Arms {
		for _, p := range a.Parts {
			add(energy.PlantID(a.Node), p, false)
		}
	}
	for site, a := range homes {
		h, up, down, _ := m.known(site)
		require.Len(t, a.nodes, 1)
		require.LessOrEqual(t, len(a.plants), 1, "a home holds one order")
		require.LessOrEqual(t, float64(a.up), float64(h.Up)+eps, "%s", site)
		require.LessOrEqual(t, float64(a.down), float64(h.Down)+eps, "%s", site)
		require.True(t, a.up == 0 || up > 0, "%s gives below its reserve", site)
		require.True(t, a.down == 0 || down > 0, "%s takes beyond what it holds", site)
	}
	for region, a := range regions {
		require.LessOrEqual(t, float64(a.up), float64(m.facts.Caps[region].Most)+eps, "region %q", region)
		require.LessOrEqual(t, float64(a.down), float64(m.facts.Caps[region].Most)+eps, "region %q", region)
	}
	m.rate(t, out)
	m.begun(t, out)
}

func (m *model) target(t *rapid.T, target programme.Target) {
	require.True(t, target.Until.After(m.now) && !target.Until.After(m.now.Add(m.config.Hold)), "it ends alone")
	require.GreaterOrEqual(t, float64(target.Capacity), float64(target.Power.Abs()))
	var sum, up, down energy.Watts
	for _, s := range target.Slices {
		sum += s.Power
	}
	for _, p := range target.Parts {
		up, down = up+p.Up, down+p.Down
	}
	require.InDelta(t, float64(sum), float64(target.Power), eps, "each kW is one call's")
	require.True(t, target.Power <= up+eps && target.Power >= -down-eps, "%v W of %v to %v", target.Power, -down, up)
}

// rate holds between two ticks between which nothing changed but time.
func (m *model) rate(t *rapid.T, out programme.Outcome) {
	if m.before.At.IsZero() || m.short(t, out) {
		return
	}
	was, is := map[programme.Region]energy.Watts{}, map[programme.Region]energy.Watts{}
	for _, r := range m.before.Regions {
		was[r.Region] = r.Power
	}
	for _, r := range out.Regions {
		is[r.Region] = r.Power
	}
	for _, r := range regions {
		cap, ok := m.facts.Caps[r]
		if !ok || !(cap.Most >= 0 && cap.Most < 1e12 && cap.Rate >= 0) || m.now.Sub(cap.Read).Abs() > time.Minute {
			require.Zero(t, is[r], "region %q", r)
			continue
		}
		most := float64(cap.Rate.Over(out.At.Sub(m.before.At)))
		require.LessOrEqual(t, float64((is[r] - was[r]).Abs()), most+eps, "region %q from %v to %v", r, was[r], is[r])
	}
}

// short tells whether a call has begun where homes have less than was claimed of
// them: then a weaker one loses it at once.
func (m *model) short(t *rapid.T, out programme.Outcome) bool {
	for _, d := range out.Calls {
		c, err := m.desk.Call(d.Call)
		require.NoError(t, err)
		if c.Began.After(m.before.At) {
			return slices.ContainsFunc(out.Calls, func(d programme.Delivery) bool { return slices.Contains(d.Bounds, programme.ByHomes) })
		}
	}
	return false
}

// begun is that only calls that run, or are on their way to nothing, have anything.
func (m *model) begun(t *rapid.T, out programme.Outcome) {
	for _, target := range out.Targets {
		for _, s := range target.Slices {
			c, err := m.desk.Call(s.Call)
			require.NoError(t, err)
			require.NotNil(t, c.Began)
			require.False(t, c.Broken)
			claimed := map[energy.SiteID]bool{}
			for _, claim := range c.Claims {
				claimed[claim.Site] = claim.Up > 0 || claim.Down > 0
			}
			for _, p := range target.Parts {
				require.True(t, claimed[p.Site], "%s gives for %s, which has not claimed it", p.Site, c.ID)
			}
			if lead := c.Terms.Rules.Notice.Of(); lead > 0 {
				told := map[energy.SiteID]bool{}
				for _, claim := range c.Claims {
					told[claim.Site] = claim.Told != nil && !claim.Told.After(c.Start.Add(-lead))
				}
				for _, p := range target.Parts {
					require.True(t, told[p.Site] || p.Up == 0 && p.Down == 0, "%s was not told", p.Site)
				}
			}
		}
	}
}
