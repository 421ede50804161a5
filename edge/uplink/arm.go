package uplink

import (
	"context"
	"errors"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// listenForArms lets the cloud arm a home that may be. A broker that knows no such
// topic refuses it, and the session goes on without.
func (s *Session) listenForArms(l *link) error {
	if !s.cfg.Armable.Able() {
		return nil
	}
	err := l.subscribe(wire.SiteTopic(s.cfg.Site, wire.LeafArm))
	if fault.KindOf(err) == fault.Denied {
		s.log.Info("the cloud cannot arm the home", "err", err)
		return nil
	}
	return err
}

// arm hands an arm on and answers it. One that cannot be read, or has no right to be,
// is not answered: a receipt names an order or an arm.
func (s *Session) arm(l *link, payload []byte) error {
	if !s.cfg.Armable.Able() {
		s.garbled("arm", errors.New("this home takes none"))
		return nil
	}
	a, refusal := s.cfg.Arm(payload)
	if a.ID == 0 {
		s.garbled("arm", refusal)
		s.log.Log(context.Background(), gravity(fault.KindOf(refusal)), "arm refused", "reason", refusal)
		return nil
	}
	if refusal == nil {
		s.counters.highestArm.Store(max(s.counters.highestArm.Load(), a.ID))
	}
	return s.receipt(l, wire.Answer{Arm: a.ID}, refusal)
}
