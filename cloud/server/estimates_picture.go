package server

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
)

// picture is what was believed of every group at one instant. It is never changed.
type picture struct {
	at     time.Time
	groups map[fleet.GroupID]believed
}

// believed is of one group.
type believed struct {
	kind  fleet.Kind
	total estimate.Total
}

func (s *seats) picture(f *estimate.Fleet, at time.Time) *picture {
	p := &picture{at: at, groups: make(map[fleet.GroupID]believed, len(s.nodes))}
	for id, n := range s.nodes {
		p.groups[id] = believed{kind: n.kind, total: f.Total(n.id)}
	}
	return p
}

// passed returns when the last pass was.
func (e *estimates) passed() time.Time { return e.picture.Load().at }
