package fleet

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// writes is what an import writes.
type writes struct {
	sites   []Site
	groups  []asset.Group
	members []held
	parts   []held
	devices []held
	limits  []held
	facts   []statedFact
	people  []resident
}

// Site is one home.
type Site struct {
	ID    energy.SiteID
	Added time.Time
}

type statedFact struct {
	key      factKey
	told     told
	replaces bool // one that is in the registry
}

// check returns what makes of what is known what p wants. What cannot be is
// among p's flaws.
func (p *plan) check(k *known) (w writes) {
	for _, id := range byLine(p.sites) {
		e := p.sites[id]
		if _, there := k.sites[id]; !there {
			w.sites = append(w.sites, Site{id, time.UnixMilli(e.added)})
		}
	}
	for _, id := range byLine(p.groups) {
		e := p.groups[id]
		switch kind, there := k.groups[id]; {
		case !there:
			w.groups = append(w.groups, asset.Group{ID: id, Kind: e.kind, Added: time.UnixMilli(e.added)})
		case kind != e.kind:
			p.bad(sheet.Flaw{Line: e.line, Column: sheet.Kind.String(), Value: string(e.kind), Reason: fmt.Sprintf("the group %s is a %s already", id, kind), Hint: "choose another id"})
		}
	}
	p.references(k)
	_, w.members = p.merge(k.members, p.members)
	parts, wanted := p.merge(k.parts, p.parts)
	p.uncircle(parts)
	w.parts = wanted
	_, w.limits = p.merge(k.limits, p.limits)
	devices, wanted := p.merge(k.devices, p.devices)
	w.devices = wanted
	w.facts = p.statements(k, devices)
	w.people = p.persons(k)
	return w
}

// byLine returns the keys of what a file speaks of, in its order.
func byLine[K comparable, V interface{ at() int }](of map[K]V) []K {
	keys := slices.Collect(maps.Keys(of))
	slices.SortFunc(keys, func(a, b K) int { return of[a].at() - of[b].at() })
	return keys
}

func (e entry) at() int   { return e.line }
func (t told) at() int    { return t.line }
func (s *spoken) at() int { return s.line }

// references names the rows that speak of what is not there.
func (p *plan) references(k *known) {
	site := func(line int, id string) {
		_, here := p.sites[energy.SiteID(id)]
		if _, there := k.sites[energy.SiteID(id)]; !here && !there {
			p.bad(sheet.Flaw{Line: line, Column: sheet.Site.String(), Value: id, Reason: "no such site", Hint: "add a row: site," + id})
		}
	}
	group := func(line int, column sheet.Column, id string) {
		_, here := p.groups[asset.GroupID(id)]
		if _, there := k.groups[asset.GroupID(id)]; !here && !there {
			p.bad(sheet.Flaw{Line: line, Column: column.String(), Value: id, Reason: "no such group", Hint: "add a row of the group " + id + " and its kind"})
		}
	}
	for i := range p.members {
		group(p.members[i].line, sheet.Group, p.members[i].a)
		site(p.members[i].line, p.members[i].b)
	}
	for i := range p.parts {
		group(p.parts[i].line, sheet.Group, p.parts[i].a)
		group(p.parts[i].line, sheet.Part, p.parts[i].b)
	}
	for i := range p.devices {
		site(p.devices[i].line, p.devices[i].a)
	}
	for i := range p.limits {
		if l := &p.limits[i]; l.a == string(asset.AtSite) {
			site(l.line, l.b)
		} else {
			group(l.line, sheet.Group, l.b)
		}
	}
	for id, one := range p.people {
		site(one.line, string(id))
	}
}

// statements returns the facts that are new, and names those that are of no
// device or older than what their source said since.
func (p *plan) statements(k *known, devices []held) (write []statedFact) {
	if len(p.facts) == 0 {
		return nil
	}
	type fitting struct {
		site, device string
		from         int64
	}
	fittings := make(map[fitting]bool, len(devices))
	for i := range devices {
		fittings[fitting{devices[i].a, devices[i].b, devices[i].from}] = true
	}
	for _, key := range byLine(p.facts) {
		t := p.facts[key]
		held, there := k.facts[key]
		switch {
		case !fittings[fitting{key.site, key.device, key.fitted}]:
			p.bad(sheet.Flaw{Line: t.line, Column: sheet.Device.String(), Value: key.device, Reason: "no such device is fitted from then on",
				Hint: "add a row of the device; from is when it was fitted, stated when the fact was"})
		case there && t.stated < held.stated:
			p.bad(sheet.Flaw{Line: t.line, Column: sheet.Stated.String(), Value: asset.Stamp(time.UnixMilli(t.stated)),
				Reason: "the source has stated it later, at " + asset.Stamp(time.UnixMilli(held.stated)), Hint: "export again, or leave the row out"})
		case !there || t.value != held.value || t.stated != held.stated:
			write = append(write, statedFact{key, t, there})
		}
	}
	return write
}

// persons returns what is new of people: a detail that is not spoken of stays.
func (p *plan) persons(k *known) (write []resident) {
	for _, id := range byLine(p.people) {
		one := p.people[id]
		now := k.people[id]
		details := now.details()
		for name, text := range one.person.details() {
			if *text != "" {
				*details[name] = *text
			}
		}
		if now != k.people[id] {
			write = append(write, resident{id, now})
		}
	}
	return write
}
