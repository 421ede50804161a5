package server

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// free tells homes that the order they have ends now, and those of the tick before to
// whom the node has sent another meanwhile: it was at it when they were let go. Where
// that does not reach one, its lease ends.
func (p *programmes) free(now []programme.Freed, at time.Time) {
	for _, f := range p.freed {
		t, _ := p.road.twins.Get(f.Site)
		_, taken := p.road.roster.now.Load().of[f.Site]
		if !taken && t.Desired.Plant == f.Plant && t.Desired.Lease > 0 {
			p.end(&t, at)
		}
	}
	for _, f := range now {
		if t, heard := p.road.twins.Get(f.Site); heard && t.Online {
			p.end(&t, at)
		}
	}
	p.freed = now
}

// end sends the home an order that ends the one it has.
func (p *programmes) end(t *twin.Twin, now time.Time) {
	o := energy.Order{
		ID: max(uint64(now.UnixMicro()), t.Highest+1, t.Desired.ID+1), Site: t.Site, Boot: t.Boot, Issued: now, Moment: t.Moment,
	}
	payload, err := wire.EncodeOrder(o, p.road.signer)
	if err == nil {
		err = p.road.broker.Publish(wire.SiteTopic(o.Site, wire.LeafOrder), payload)
	}
	if err != nil {
		p.log.Warn("home is not told that it is free: its lease ends", "site", o.Site, "err", err)
		return
	}
	p.counts.freed.Add(1)
	p.road.twins.Desire(o)
}
