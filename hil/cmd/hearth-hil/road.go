package main

import (
	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// road is the way to a gateway on the wall over its uplink.
type road struct {
	exchange *exchange
	site     energy.SiteID
	by       *dispatchkey.Signer
}

// Accept signs an order as it is, on the newest moment that the home told, and returns
// what the home answers. What no order may say is refused on the wire, as what cannot be
// read; an order that was not garbled on its way is invalid.
func (r road) Accept(o energy.Order) error {
	o.Moment = r.Moment()
	signed, err := wire.EncodeOrder(o, r.by)
	if err != nil {
		return err
	}
	err = r.Deliver(signed)
	if fault.KindOf(err) == fault.Corrupt {
		return &fault.Error{Op: "order", Kind: fault.Invalid, Subject: string(r.site), Err: err}
	}
	return err
}

// Deliver hands over an order as it came.
func (r road) Deliver(signed []byte) error { return r.exchange.send(r.site, wire.LeafOrder, signed) }

// Arm hands over an arm as it came.
func (r road) Arm(signed []byte) error { return r.exchange.send(r.site, wire.LeafArm, signed) }

// Moment is the newest that the home told.
func (r road) Moment() energy.Moment { return r.exchange.box(r.site).now() }

// Hear broadcasts a signal. A level that cannot be said on the wire is not said.
func (r road) Hear(s energy.Signal) {
	if signed, err := wire.EncodeSignal(s, r.by); err == nil {
		_ = r.exchange.broker.Publish(wire.SignalTopic(s.Plant), signed) // who does not hear it is judged by what it does
	}
}

// Reached tells whether the gateway has a session.
func (r road) Reached() (uint64, bool) { return r.exchange.box(r.site).reached() }

// Cut keeps the gateway from having a session.
func (r road) Cut(cut bool) {
	r.exchange.box(r.site).setCut(cut)
	if cut {
		r.exchange.broker.Disconnect(r.site)
	}
}

// boxed is a gateway that somebody else pointed at the home and at the bench's broker.
type boxed struct {
	road
	untouched
}

// untouched is all that the bench cannot do to it.
type untouched struct{ scenario.Outside }

var (
	_ scenario.Home = boxed{}
	_ scenario.Afar = boxed{}
	_ scenario.Home = &socketed{}
	_ scenario.Afar = &socketed{}
)
