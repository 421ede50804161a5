package uplink

import (
	"log/slog"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Inbox takes what the cloud sends. It is called from one goroutine and must
// not block. An error of Accept is a refusal: its fault.Kind and text go back
// in the receipt.
type Inbox interface {
	Accept(energy.Order) error
	Hear(energy.Signal)
}

// Spool keeps numbered reports until the cloud has them. Numbers run from 1
// without a gap; Span returns the lowest held and the next to be given.
type Spool interface {
	Append(energy.Report) uint64
	Peek(from uint64, dst []energy.Report) int
	Remove(upTo uint64) uint64
	Span() (oldest, next uint64)
	Dropped() uint64
}

// Session is a home's link to the cloud. It does nothing before Run.
type Session struct {
	cfg       Config
	spool     Spool
	inbox     Inbox
	log       *slog.Logger
	wake      chan struct{}  // holds one token: the spool has something new
	following energy.PlantID // touched by the receiving goroutine only
	counters  counters
}

// New returns a session that is not connected yet, or a fault of Kind Invalid.
func New(cfg Config, spool Spool, inbox Inbox, log *slog.Logger) (*Session, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Session{
		cfg: cfg.withDefaults(), spool: spool, inbox: inbox,
		log: log.With("room", "uplink"), wake: make(chan struct{}, 1),
	}, nil
}

// Offer numbers a tick and hands it to the session. It never waits for the
// network.
func (s *Session) Offer(snap energy.Snapshot, d energy.Decision) {
	s.spool.Append(energy.Report{Snapshot: snap, Decision: d})
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
