package ingest

import "sync/atomic"

// Reason says why a message was refused.
type Reason string

// The reasons.
const (
	ReasonDecode  Reason = "decode"          // not a message, or one that cannot be right
	ReasonSite    Reason = "other_site"      // names a site its certificate does not
	ReasonLeaf    Reason = "leaf"            // a leaf homes do not publish on
	ReasonHistory Reason = "history_refused" // history did not take the report
)

// Stats counts reports since the start, Missing apart.
type Stats struct {
	Received uint64 // new to the cloud
	Stored   uint64 // called durable by history
	Repeated uint64 // had before
	Retaken  uint64 // times what history did not store in time was opened to resends
	Lost     uint64 // given up by homes unsent
	Missing  uint64 // now: not received, below a received one
	Told     uint64 // acknowledgements sent
	Unsent   uint64 // acknowledgements the broker did not take
	Refused  map[Reason]uint64
}

type counters struct {
	received, stored, repeated, retaken, lost, told, unsent atomic.Uint64
	decode, site, leaf, history                             atomic.Uint64
}

func (c *counters) refused(r Reason) *atomic.Uint64 {
	switch r {
	case ReasonDecode:
		return &c.decode
	case ReasonSite:
		return &c.site
	case ReasonLeaf:
		return &c.leaf
	}
	return &c.history
}

// Stats returns the counts so far.
func (r *Receiver) Stats() Stats {
	c := &r.count
	s := Stats{
		Received: c.received.Load(), Stored: c.stored.Load(), Repeated: c.repeated.Load(), Retaken: c.retaken.Load(),
		Lost: c.lost.Load(), Told: c.told.Load(), Unsent: c.unsent.Load(), Refused: map[Reason]uint64{},
	}
	for _, reason := range []Reason{ReasonDecode, ReasonSite, ReasonLeaf, ReasonHistory} {
		s.Refused[reason] = c.refused(reason).Load()
	}
	for i := range r.shards {
		s.Missing += r.shards[i].missing()
	}
	return s
}
