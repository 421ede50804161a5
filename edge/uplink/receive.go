package uplink

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// The receiving goroutine runs at least once a beat. Where it did not for as long as
// standstill, for the process was stopped or starved or a write did not end, nobody
// can tell how long what comes next has waited in the socket.
const (
	beat       = 500 * time.Millisecond
	standstill = 2 * time.Second
)

// receive handles what the library queued until ctx ends. A message that
// cannot be read is counted and logged, and ends nothing. A stand-still ends the
// connection with what waited in it unread, for a signal counts from when it is
// heard: in the next connection nothing has waited, as all sessions are clean.
func (s *Session) receive(ctx context.Context, l *link) error {
	beats := time.NewTicker(beat)
	defer beats.Stop()
	for ran := time.Now(); ; {
		var m message // none on a beat
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-beats.C:
		case m = <-l.inbound:
		}
		now := time.Now()
		if stood := now.Sub(ran); stood > standstill {
			return fail("keep session", s.cfg.Broker, fault.Stale, fmt.Errorf("stood still for %v", stood))
		}
		ran = now
		if m.topic == "" {
			continue
		}
		if err := s.handle(l, m); err != nil {
			return err
		}
	}
}

func (s *Session) handle(l *link, m message) error {
	switch m.topic {
	case wire.SiteTopic(s.cfg.Site, wire.LeafOrder):
		return s.order(l, m.payload)
	case wire.SiteTopic(s.cfg.Site, wire.LeafArm):
		return s.arm(l, m.payload)
	case wire.SiteTopic(s.cfg.Site, wire.LeafAsk):
		return s.ask(l, m.payload)
	case wire.SiteTopic(s.cfg.Site, wire.LeafStored):
		s.stored(m.payload)
	default:
		s.signal(m)
	}
	return nil
}

func (s *Session) stored(payload []byte) {
	boot, seq, err := wire.DecodeStored(payload)
	switch {
	case err != nil:
		s.garbled("stored", err)
	case boot == s.cfg.Boot:
		s.counters.stored.Add(s.spool.Remove(seq))
	case boot == s.sending().boot:
		s.counters.stored.Add(s.sending().left.Remove(seq))
	default:
		s.counters.foreign.Add(1)
	}
}

func (s *Session) signal(m message) {
	if err := s.inbox.Hear(m.payload); err != nil {
		s.garbled("signal", err)
		return
	}
	s.counters.signals.Add(1)
}

func (s *Session) garbled(what string, err error) {
	s.counters.garbled.Add(1)
	s.log.Debug("message not readable", "what", what, "err", err)
}

// order hands an order on and answers it. The answer to one that cannot be
// read, or that has no right to be, carries number 0.
func (s *Session) order(l *link, payload []byte) error {
	o, err := s.inbox.Accept(payload)
	if err != nil {
		if o.ID == 0 {
			s.garbled("order", err)
		}
		return s.answer(l, o, err)
	}
	if o.ID > s.counters.highestOrder.Load() {
		s.counters.highestOrder.Store(o.ID)
	}
	before := s.following
	s.following = signalOf(o)
	if err := s.answer(l, o, nil); err != nil {
		return err
	}
	return s.follow(l, before)
}

func (s *Session) answer(l *link, o energy.Order, refusal error) error {
	return s.receipt(l, wire.Answer{Order: o.ID}, refusal)
}

// receipt tells what became of what a names.
func (s *Session) receipt(l *link, a wire.Answer, refusal error) error {
	a.Site, a.Boot, a.Taken, a.Clock, a.Moment = s.cfg.Site, s.cfg.Boot, refusal == nil, time.Now(), s.inbox.Moment()
	a.Highest, a.HighestArm = s.counters.highestOrder.Load(), s.counters.highestArm.Load()
	taken, refused, what, id := &s.counters.orders, &s.counters.refused, "order", a.Order
	if a.Arm != 0 {
		taken, refused, what, id = &s.counters.arms, &s.counters.armsRefused, "arm", a.Arm
	}
	if refusal == nil {
		taken.Add(1)
	} else {
		refused.Add(1)
		a.Kind, a.Reason = fault.KindOf(refusal), refusal.Error()
		s.log.Log(context.Background(), gravity(a.Kind), what+" refused", what, id, "kind", a.Kind.String(), "reason", a.Reason)
	}
	payload, err := wire.EncodeReceipt(a)
	if err != nil {
		return err
	}
	return l.publish(wire.SiteTopic(s.cfg.Site, wire.LeafReceipt), payload)
}

// gravity: somebody without the key who sends orders or arms is no ordinary refusal.
func gravity(k fault.Kind) slog.Level {
	if k == fault.Denied {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// signalOf returns the plant whose signal o needs, "" for none.
func signalOf(o energy.Order) energy.PlantID {
	if o.Lease <= 0 || !o.Share.FollowsSignal() {
		return ""
	}
	return o.Plant
}

// follow moves from the signal listened to before to the one that is needed.
// Where that fails the connection ends, and the next one begins with it.
func (s *Session) follow(l *link, before energy.PlantID) error {
	if s.following == before {
		return nil
	}
	if before != "" {
		if err := l.unsubscribe(wire.SignalTopic(before)); err != nil {
			return err
		}
	}
	return s.hear(l)
}

// hear subscribes to the signal that is followed. A home that may not hear it,
// for it has left the plant, goes on without: its order has nothing to follow
// and its own mode is back within the hold.
func (s *Session) hear(l *link) error {
	if s.following == "" {
		return nil
	}
	err := l.subscribe(wire.SignalTopic(s.following))
	if fault.KindOf(err) == fault.Denied {
		s.log.Warn("the plant's signal may not be heard", "plant", s.following, "err", err)
		s.following, err = "", nil
	}
	return err
}
