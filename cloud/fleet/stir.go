package fleet

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Stirred returns, from memory and by name, the homes whose groups may be others
// at until than they were at after because a span begins or ends between, and
// when the next one does; zero for never.
func (r *Registry) Stirred(after, until time.Time) (homes []energy.SiteID, next time.Time) {
	r.index.mu.RLock()
	defer r.index.mu.RUnlock()
	homes, turn := r.index.roster.stirred(after.UnixMilli(), until.UnixMilli())
	return homes, asset.SpanOf(0, &turn).To
}

// Under returns, from memory and by name, the homes that are or ever were or
// will be in one of groups, themselves or through others.
func (r *Registry) Under(groups ...asset.GroupID) []energy.SiteID {
	r.index.mu.RLock()
	defer r.index.mu.RUnlock()
	return r.index.roster.under(groups)
}

// turns tells whether the stay begins or ends in (after, until].
func (s *stay) turns(after, until int64) bool {
	return after < s.from && s.from <= until || after < s.to && s.to <= until
}

// turn returns when the stay next begins or ends after at, forever for never.
func (s *stay) turn(at int64) int64 {
	switch {
	case s.from > at:
		return s.from
	case s.to > at:
		return s.to
	}
	return asset.Forever
}

func (r *roster) stirred(after, until int64) (homes []energy.SiteID, next int64) {
	next = asset.Forever
	groups := make([]bool, len(r.groups))
	for i := range r.groups {
		for j := range r.groups[i].in {
			s := &r.groups[i].in[j]
			groups[i] = groups[i] || s.turns(after, until)
			next = min(next, s.turn(until))
		}
	}
	r.spread(groups)
	for id, stays := range r.homes {
		stir := false
		for i := range stays {
			stir = stir || stays[i].turns(after, until) || groups[stays[i].group]
			next = min(next, stays[i].turn(until))
		}
		if stir {
			homes = append(homes, id)
		}
	}
	slices.Sort(homes)
	return homes, next
}

func (r *roster) under(of []asset.GroupID) (homes []energy.SiteID) {
	groups := make([]bool, len(r.groups))
	for _, id := range of {
		if i, there := r.ids[id]; there {
			groups[i] = true
		}
	}
	r.spread(groups)
	for id, stays := range r.homes {
		if slices.ContainsFunc(stays, func(s stay) bool { return groups[s.group] }) {
			homes = append(homes, id)
		}
	}
	slices.Sort(homes)
	return homes
}

// spread adds to groups those that are in one of them at any time.
func (r *roster) spread(groups []bool) {
	for grown := true; grown; {
		grown = false
		for i := range r.groups {
			if !groups[i] && slices.ContainsFunc(r.groups[i].in, func(s stay) bool { return groups[s.group] }) {
				groups[i], grown = true, true
			}
		}
	}
}
