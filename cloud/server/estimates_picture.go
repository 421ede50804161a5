package server

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
)

// picture is what was believed of every group at one instant. It is never changed.
type picture struct {
	at     time.Time
	tree   *estimate.Tree // that its nodes are of
	all    believed       // of every home
	groups map[asset.GroupID]believed
}

// believed is of one group.
type believed struct {
	node
	total estimate.Total
}

// everyHome is what is said to be the kind of all homes together, which is no group.
const everyHome asset.Kind = "fleet"

func (s *seats) picture(f *estimate.Fleet, at time.Time) *picture {
	p := &picture{at: at, tree: s.tree, groups: make(map[asset.GroupID]believed, len(s.nodes))}
	p.all = believed{node: node{id: s.all, kind: everyHome}, total: f.Total(s.all)}
	for id, n := range s.nodes {
		p.groups[id] = believed{node: n, total: f.Total(n.id)}
	}
	return p
}

// passed returns when the last pass was.
func (e *estimates) passed() time.Time { return e.picture.Load().at }
