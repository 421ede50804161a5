package server

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// callable returns a home as programmes see it, of which nothing but its groups may be
// known, and what is heard of it. Its floor is what the battery keeps however much is
// asked of it; the owner's is in the enrolment, and the home itself keeps it.
func (e *estimates) callable(site energy.SiteID, now time.Time) (h programme.Home, heard programme.Hearing) {
	h.Site = site
	sortGroups(&h, e.members.Place(site).Groups)
	t, there := e.twins.Get(site)
	if there && t.Boot > 0 {
		h.Capable = append(h.Capable, "signal")
	}
	if there && t.Arms.Able.Able() {
		h.Capable = append(h.Capable, "droop")
	}
	condition := t.Condition(now)
	heard = hearingOf(&t, condition)
	h.Given = givenBefore(&t, now)
	a, known := e.abilityOf(site, now)
	if !known {
		return h, heard
	}
	h.Ready = condition == twin.Commandable
	h.Up, h.Down, h.Size, h.Stored = a.Discharge, a.Charge, a.Capacity, a.Stored
	if a.Capacity > 0 {
		h.Reserve = energy.Ratio(max(0, a.Stored-a.Left()) / a.Capacity)
	}
	return h, heard
}

// offered returns what a node offers and what of that is firm, nothing where nobody
// knows: a picture that is old promises nothing.
func (e *estimates) offered(id programme.Node, now time.Time) map[programme.Node][]programme.Firm {
	p := e.picture.Load()
	b, known := p.groups[asset.GroupID(id)]
	if !known || now.Sub(p.at) > overdue {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []programme.Firm
	for _, span := range firmFor {
		up, down := b.total.Up[span], b.total.Down[span]
		all = append(all, programme.Firm{
			For: lengthOf(span), Up: programme.Offer{Mean: up.Mean, Firm: firmUp(&b.total, span)}, Down: programme.Offer{Mean: down.Mean, Firm: firm(down)},
		})
	}
	return map[programme.Node][]programme.Firm{id: all}
}

// givenBefore is what a home is measured to do by an order that another process sent,
// before a restart of this one.
func givenBefore(t *twin.Twin, now time.Time) energy.Watts {
	if t.InForce() == 0 || t.Desired.ID != 0 {
		return 0
	}
	battery := t.Estimate(now).Battery
	if battery.Provenance != energy.Measured {
		return 0
	}
	return battery.Mean
}

func hearingOf(t *twin.Twin, c twin.Condition) (h programme.Hearing) {
	if c == twin.NeverSeen {
		return h
	}
	h.Homes = 1
	if c == twin.Unreachable {
		return h
	}
	h.Heard = 1
	if v, told := t.Report.Snapshot.Islanded.Value(); told && v > 0 {
		h.Islanded = 1
	}
	return h
}

func (e *estimates) abilityOf(site energy.SiteID, now time.Time) (estimate.Ability, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	slot, seated := e.seats.slots[site]
	if !seated {
		return estimate.Ability{}, false
	}
	return e.fleet.Ability(slot, now, 0.5)
}

// sortGroups says what groups are to a programme: those of the grid and plants are
// nodes, the nearest zone is the region, a model is named for what its homes are capable
// of, and all others are tags.
func sortGroups(h *programme.Home, groups []asset.Group) {
	h.Region = programme.Region(zoneOf(groups))
	for _, g := range groups {
		switch {
		case g.Kind.Dispatched():
			h.Nodes = append(h.Nodes, programme.Node(g.ID))
		case g.Kind == asset.Model:
			h.Capable = append(h.Capable, string(g.ID))
		default:
			h.Tags = append(h.Tags, string(g.ID))
		}
	}
}
