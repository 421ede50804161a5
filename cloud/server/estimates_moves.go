package server

import (
	"slices"
	"sync"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// moves are the homes that came to be in other groups since the last pass.
type moves struct {
	mu    sync.Mutex
	all   bool
	homes []energy.SiteID
}

func (m *moves) add(moved Moved) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = m.all || moved.All
	if m.homes = append(m.homes, moved.Homes...); m.all {
		m.homes = nil
	}
}

func (m *moves) take() (all bool, homes []energy.SiteID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all, homes = m.all, m.homes
	m.all, m.homes = false, nil
	return all, homes
}

// moved notes that homes are in other groups, or that limits are others; the next pass
// follows, and the grid.
func (e *estimates) moved(m Moved) {
	e.moves.add(m)
	e.grid.moved()
}

// move puts homes where they are now. Where that is, is asked before anybody has to wait.
func (e *estimates) move() {
	all, homes := e.moves.take()
	for some := range slices.Chunk(homes, atATime) {
		places := make([]fleet.Place, len(some))
		for i, id := range some {
			places[i] = e.members.Place(id)
		}
		e.locked(func() { all = !e.seats.putSome(e.fleet, places) || all })
	}
	if all || e.seats.wasteful() {
		e.replant(e.members.Places())
	}
}
