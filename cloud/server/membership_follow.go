package server

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	// consumer is our name in the registry's outbox.
	consumer = "server"
	// memberWait is how long we wait for a change before we look again anyway, and
	// how often the outbox hears what we are done with.
	memberWait = 10 * time.Second
	// memberRetry is how long we wait after the registry did not answer.
	memberRetry = time.Second
)

// Run follows the registry and tells do of what has changed, once it is in force
// here, until ctx ends; it returns nil then. A registry that does not answer
// leaves the last known members in place.
func (m *Members) Run(ctx context.Context, do func(Moved)) error {
	for silent := false; ctx.Err() == nil; silent = true {
		began := m.clock()
		err := m.follow(ctx, do)
		if silent = silent && m.clock().Sub(began) < memberWait; ctx.Err() == nil && !silent {
			m.log.Warn("changes of the registry not read, the last known members stand", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(memberRetry):
		}
	}
	return nil
}

// follow reads everything, and then what changes, until it cannot.
func (m *Members) follow(ctx context.Context, do func(Moved)) error {
	c, err := m.registry.Consumer(ctx, consumer)
	if err != nil {
		return err
	}
	c.Skip() // what comes before is read below
	m.readAll(m.clock())
	do(m.everything())
	var kept time.Time
	for done := false; ; {
		if now := m.clock(); !done && now.Sub(kept) >= memberWait {
			if err := c.Keep(ctx); err != nil {
				return err
			}
			kept, done = now, true
		}
		changes, err := c.Next(ctx, m.wait())
		if err != nil {
			return err
		}
		done = done && len(changes) == 0
		m.apply(changes, do)
	}
}

func (m *Members) everything() Moved {
	moved := Moved{All: true}
	for _, id := range m.registry.Known(asset.Plant) {
		moved.Plants = append(moved.Plants, energy.PlantID(id))
	}
	return moved
}

// wait returns for how long nothing changes by itself, at most memberWait.
func (m *Members) wait() time.Duration {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.next.IsZero() {
		return memberWait
	}
	return min(max(m.next.Sub(m.clock()), 0), memberWait)
}

// apply takes in what changes say, and what the clock has brought since.
func (m *Members) apply(changes []fleet.Change, do func(Moved)) {
	now := m.clock()
	m.mu.RLock()
	at, next := m.at, m.next
	m.mu.RUnlock()
	moved := m.movedBy(changes)
	if moved.All {
		m.readAll(now)
		do(moved)
		return
	}
	due := !next.IsZero() && !now.Before(next)
	if due {
		var turned []energy.SiteID
		turned, next = m.registry.Stirred(at, now)
		moved.Homes = append(moved.Homes, turned...)
	}
	slices.Sort(moved.Homes)
	if moved.Homes = slices.Compact(moved.Homes); due || len(moved.Homes) > 0 {
		m.read(moved.Homes, now, next)
	}
	if len(moved.Homes)+len(moved.Plants) > 0 || moved.Limits {
		do(moved)
	}
}

// movedBy returns what changes say. Most changes are of other things.
func (m *Members) movedBy(changes []fleet.Change) (moved Moved) {
	var groups []asset.GroupID
	for _, c := range changes {
		first, second, _ := strings.Cut(c.Subject, "/")
		switch c.Kind {
		case fleet.FleetImported:
			return m.everything()
		case fleet.SiteAdded:
			moved.Homes = append(moved.Homes, energy.SiteID(first))
		case fleet.GroupAdded:
			if m.registry.IsPlant(asset.GroupID(first)) {
				moved.Plants = append(moved.Plants, energy.PlantID(first))
			}
		case fleet.GroupJoined, fleet.GroupLeft:
			moved.Homes = append(moved.Homes, energy.SiteID(second))
		case fleet.LimitSet, fleet.LimitEnded:
			moved.Limits = true
		case fleet.GroupNested, fleet.GroupUnnested:
			groups = append(groups, asset.GroupID(second))
		}
	}
	if len(groups) > 0 {
		moved.Homes = append(moved.Homes, m.registry.Under(groups...)...)
	}
	slices.Sort(moved.Plants)
	return moved
}
