package dispatch

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Stuck is how long a tick may take before the plant is given up.
const Stuck = 30 * time.Second

// Run ticks until ctx ends, and at once when the target changes. It returns
// nil then. It sends nothing at its end: leases run out by themselves.
//
// It fails as Busy where no tick was made for Stuck. What hangs cannot be made
// to return: it may be at it still, and the process has to end.
func (p *Plant) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ticked, ended := make(chan struct{}, 1), make(chan struct{})
	go func() {
		defer close(ended)
		p.tick(ctx, ticked)
	}()
	return p.watch(ticked, ended)
}

// tick ticks until ctx ends, and tells of each.
func (p *Plant) tick(ctx context.Context, ticked chan<- struct{}) {
	tick := time.NewTicker(p.config.Tick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-p.wake:
		}
		p.Tick(p.clock())
		select {
		case ticked <- struct{}{}:
		default: // one is told already
		}
	}
}

// Tick makes one tick as of now. Run does so by the clock; who has a time of his own
// calls this and does not Run.
func (p *Plant) Tick(now time.Time) { p.send(p.decide(now)) }

// watch waits until ended, as long as there are ticks.
func (p *Plant) watch(ticked, ended <-chan struct{}) error {
	patience := max(Stuck, 3*p.config.Tick)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		select {
		case <-ended:
			return nil
		case <-ticked:
			timer.Reset(patience)
		case <-timer.C:
			return &fault.Error{Op: "run plant", Kind: fault.Busy, Subject: string(p.config.Plant),
				Hint: "start the process anew", Err: fmt.Errorf("no tick for %v", patience)}
		}
	}
}

// send publishes the orders first, for a signal means nothing without one.
func (p *Plant) send(m messages) {
	for _, o := range m.orders {
		payload, err := wire.EncodeOrder(o, p.signer)
		if err == nil {
			err = p.publish.Publish(wire.SiteTopic(o.Site, wire.LeafOrder), payload)
		}
		p.sent(o, err)
	}
	if m.signal.Seq == 0 {
		return
	}
	payload, err := wire.EncodeSignal(m.signal, p.signer)
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
