package uplink

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// askEvery is the least time between two questions that are answered: who asks
// faster is not heard.
const askEvery = time.Second

// listenForAsks lets the cloud ask why. A broker that knows no such topic refuses
// it, and the session goes on without.
func (s *Session) listenForAsks(l *link) error {
	if s.cfg.Explain == nil {
		return nil
	}
	err := l.subscribe(wire.SiteTopic(s.cfg.Site, wire.LeafAsk))
	if fault.KindOf(err) == fault.Denied {
		s.log.Info("the cloud cannot ask why", "err", err)
		return nil
	}
	return err
}

// ask answers a question. It is called by the receiving goroutine only.
func (s *Session) ask(l *link, payload []byte) error {
	q, err := wire.DecodeAsk(payload)
	now := time.Now()
	switch {
	case err != nil:
		s.garbled("ask", err)
		return nil
	case s.cfg.Explain == nil || now.Sub(s.asked) < askEvery:
		s.counters.overflow.Add(1)
		return nil
	}
	s.asked = now
	if q.Watch > 0 && s.cfg.Watch != nil {
		s.cfg.Watch(q.Watch)
	}
	e := s.cfg.Explain(q)
	e.ID, e.Site, e.Boot = q.ID, s.cfg.Site, s.cfg.Boot
	told, err := wire.EncodeTold(e)
	if err != nil {
		return err
	}
	return l.publish(wire.SiteTopic(s.cfg.Site, wire.LeafTold), told)
}
