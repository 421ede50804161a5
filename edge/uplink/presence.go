package uplink

import (
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// greet subscribes before it tells the cloud that the home is there, so that
// nothing the greeting triggers is missed.
func (s *Session) greet(l *link) error {
	topics := []string{wire.SiteTopic(s.cfg.Site, wire.LeafOrder), wire.SiteTopic(s.cfg.Site, wire.LeafStored)}
	if err := l.subscribe(topics...); err != nil {
		return err
	}
	if err := s.hear(l); err != nil {
		return err
	}
	if err := s.listenForAsks(l); err != nil {
		return err
	}
	if err := s.listenForArms(l); err != nil {
		return err
	}
	status, err := wire.EncodeStatus(s.presence(true))
	if err != nil {
		return err
	}
	return l.publish(wire.SiteTopic(s.cfg.Site, wire.LeafStatus), status)
}

// leave says goodbye in words: a clean disconnect keeps the will from doing so. Where
// the cloud stops at the same time, as on one machine, nobody hears it: that is no
// fault.
func (s *Session) leave(l *link) {
	if err := l.publish(wire.SiteTopic(s.cfg.Site, wire.LeafStatus), s.will()); err != nil {
		s.log.Info("session left, and nobody heard the goodbye", "err", err)
		return
	}
	s.log.Info("session left")
}

// will is the status the broker publishes when the connection breaks.
func (s *Session) will() []byte {
	payload, err := wire.EncodeStatus(s.presence(false))
	if err != nil {
		panic("BUG: a valid configuration makes no status: " + err.Error())
	}
	return payload
}

// presence tells no moment with an end: a will is written when the session
// begins, and sent when it is old.
func (s *Session) presence(online bool) wire.Presence {
	p := wire.Presence{
		Site: s.cfg.Site, Boot: s.cfg.Boot, Online: online, Software: s.cfg.Software,
		MaxLease: s.cfg.MaxLease, Order: s.counters.highestOrder.Load(), Session: s.number,
		Arm: s.counters.highestArm.Load(), Armable: s.cfg.Armable,
	}
	if online {
		p.Moment = s.inbox.Moment()
	}
	return p
}
