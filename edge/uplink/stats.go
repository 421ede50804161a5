package uplink

import "sync/atomic"

// Stats is what a session did since it was made. All but Connected, Waiting
// and Highest only grow.
type Stats struct {
	Connected bool
	Sessions  uint64 // connections that got as far as their subscriptions
	Sent      uint64 // reports sent for the first time in their connection
	Resent    uint64 // reports sent again
	Stored    uint64 // reports the cloud said it has
	Waiting   uint64 // reports it has not
	Dropped   uint64 // reports given up because the spool was full
	Orders    uint64 // orders taken
	Refused   uint64 // orders refused, unreadable ones included
	Arms      uint64 // arms taken
	Unarmed   uint64 // arms refused, unreadable ones not included
	Signals   uint64
	Garbled   uint64 // messages that could not be read
	Foreign   uint64 // acknowledgements of another boot
	Overflow  uint64 // messages not heard: the queue was full, or questions came too fast
	Highest   uint64 // highest order taken
}

type counters struct {
	connected                                atomic.Bool
	sessions, sent, resent, stored           atomic.Uint64
	orders, refused, signals                 atomic.Uint64
	garbled, foreign, overflow, highestOrder atomic.Uint64
	arms, armsRefused, highestArm            atomic.Uint64
}

// Stats returns the counts at this moment.
func (s *Session) Stats() Stats {
	oldest, next := s.spool.Span()
	c := &s.counters
	return Stats{
		Connected: c.connected.Load(), Sessions: c.sessions.Load(),
		Sent: c.sent.Load(), Resent: c.resent.Load(), Stored: c.stored.Load(),
		Waiting: next - oldest, Dropped: s.spool.Dropped(),
		Orders: c.orders.Load(), Refused: c.refused.Load(), Signals: c.signals.Load(),
		Garbled: c.garbled.Load(), Foreign: c.foreign.Load(), Overflow: c.overflow.Load(),
		Highest: c.highestOrder.Load(), Arms: c.arms.Load(), Unarmed: c.armsRefused.Load(),
	}
}
