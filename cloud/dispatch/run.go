package dispatch

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Run ticks until ctx ends, and at once when the target changes. It returns
// nil. It sends nothing at its end: leases run out by themselves.
func (p *Plant) Run(ctx context.Context) error {
	tick := time.NewTicker(p.config.Tick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-p.wake:
		}
		p.send(p.decide(p.clock()))
	}
}

// send publishes the orders first, for a signal means nothing without one.
func (p *Plant) send(m messages) {
	for _, o := range m.orders {
		payload, err := wire.EncodeOrder(o)
		if err == nil {
			err = p.publish.Publish(wire.SiteTopic(o.Site, wire.LeafOrder), payload)
		}
		p.sent(o, err)
	}
	if m.signal.Seq == 0 {
		return
	}
	payload, err := wire.EncodeSignal(m.signal)
	if err == nil {
		err = p.publish.Publish(wire.SignalTopic(m.signal.Plant), payload)
	}
	p.signalled(err)
}

// sent counts an order. One that was not sent is due again in the next tick.
func (p *Plant) sent(o energy.Order, err error) {
	if err == nil {
		p.fleet.Desire(o)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil {
		p.orders.Sent++
		return
	}
	p.orders.Unsent++
	if l, ok := p.leases[o.Site]; ok && l.id == o.ID {
		l.due = o.Issued
	}
}

func (p *Plant) signalled(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.orders.mute
	p.orders.mute = err != nil
	switch {
	case err != nil && !was:
		p.log.Warn("signal not sent", "error", err)
	case err == nil && was:
		p.log.Info("signal sent again")
	}
}
