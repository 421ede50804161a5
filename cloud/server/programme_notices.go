package server

import (
	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Notices implements api.Notices.
func (p *programmes) Notices() []api.Notice {
	all := []api.Notice{}
	for _, n := range p.desk.Untold(p.clock()) {
		all = append(all, api.Notice{
			Kind: string(n.Kind), Call: string(n.Call), Programme: string(n.Programme), Purpose: string(n.Purpose), Site: n.Site,
			Start: n.Start, End: n.End, Up: n.Up, Down: n.Down, By: n.By,
		})
	}
	return all
}

// Tell implements api.Notices.
func (p *programmes) Tell(kind, call string, sites []energy.SiteID, by api.Person) error {
	return p.desk.Tell(programme.NoticeKind(kind), programme.CallID(call), sites, programme.Person(by), p.clock())
}
