package server

import (
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Members is who is in which group now: what dispatch commands and what estimates
// are summed over. It follows the registry's outbox, so that what is imported or
// changed is in force without a restart, and the clock, for a membership may be
// written long before it begins.
//
// Make it, then call Run in a goroutine of its own. Run first hands its do a
// Moved with All, then one for whatever changes:
//
//	members := NewMembers(s.registry, time.Now, log)
//	g.Go(func() error { return members.Run(ctx, func(m Moved) { ... }) })
//
// Where All is set, read Places; else Place of each of Homes. A Place has every
// group above the home once, however many ways lead there: in estimate.Tree make
// one node for each group, with none above it, and a cell for each list of
// groups, and every home counts once in every total. Homes of the same groups
// share one list. All methods are safe for concurrent use and answer from memory.
type Members struct {
	registry *fleet.Registry
	clock    func() time.Time
	log      *slog.Logger

	mu     sync.RWMutex
	at     time.Time                          // of what is below
	next   time.Time                          // when it changes by itself; zero for never
	homes  map[energy.PlantID][]energy.SiteID // by name; never changed in place
	plants map[energy.SiteID][]energy.PlantID
}

// Moved is what is another since the last one.
type Moved struct {
	All    bool             // anything may be
	Homes  []energy.SiteID  // whose groups are others, or that are new, by name
	Plants []energy.PlantID // that are new, by name; with All every plant
	Limits bool             // those of nodes may be others; with All they may be anyway
}

// NewMembers returns the members of the registry as they are now.
func NewMembers(registry *fleet.Registry, clock func() time.Time, log *slog.Logger) *Members {
	m := &Members{registry: registry, clock: clock, log: log}
	m.readAll(clock())
	return m
}

// Homes returns the homes of a plant, its own and those of groups in it, each
// once, by name. The list is for reading only.
func (m *Members) Homes(plant energy.PlantID) []energy.SiteID {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.homes[plant]
}

// Place returns where a home is.
func (m *Members) Place(site energy.SiteID) fleet.Place { return m.registry.Place(site, m.instant()) }

// Places returns where all homes are, by site, those in no group too.
func (m *Members) Places() []fleet.Place { return m.registry.Places(m.instant()) }

func (m *Members) instant() time.Time {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.at
}

// readAll takes everything in anew as it is at at.
func (m *Members) readAll(at time.Time) {
	homes, plants := map[energy.PlantID][]energy.SiteID{}, map[energy.SiteID][]energy.PlantID{}
	var next time.Time
	for _, place := range m.registry.Places(at) {
		next = sooner(next, place.Until)
		for _, plant := range plantsOf(place) {
			homes[plant] = append(homes[plant], place.Site)
			plants[place.Site] = append(plants[place.Site], plant)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at, m.next, m.homes, m.plants = at, next, homes, plants
}

// read takes in anew where moved homes are at at, which are sorted. Nothing else
// changes before next.
func (m *Members) read(moved []energy.SiteID, at, next time.Time) {
	into := map[energy.PlantID][]energy.SiteID{}
	plants := make([][]energy.PlantID, len(moved))
	for i, id := range moved {
		place := m.registry.Place(id, at)
		next = sooner(next, place.Until)
		plants[i] = plantsOf(place)
		for _, plant := range plants[i] {
			into[plant] = append(into[plant], id)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at, m.next = at, next
	for i, id := range moved {
		for _, plant := range m.plants[id] {
			if _, comes := into[plant]; !comes {
				into[plant] = nil // some go, and none comes
			}
		}
		m.plants[id] = plants[i]
	}
	for plant, come := range into {
		m.homes[plant] = exchanged(m.homes[plant], moved, come)
	}
}

// sooner returns the earlier of two times, of which zero is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// exchanged returns homes without those that moved, with those that have come.
// All are sorted.
func exchanged(homes, moved, come []energy.SiteID) []energy.SiteID {
	kept := make([]energy.SiteID, 0, len(homes)+len(come))
	for _, id := range homes {
		if _, gone := slices.BinarySearch(moved, id); !gone {
			kept = append(kept, id)
		}
	}
	kept = append(kept, come...)
	slices.Sort(kept)
	return kept
}

func plantsOf(p fleet.Place) (ids []energy.PlantID) {
	for _, g := range p.Groups {
		if g.Kind == asset.Plant {
			ids = append(ids, energy.PlantID(g.ID))
		}
	}
	return ids
}
