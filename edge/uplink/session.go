package uplink

import (
	"log/slog"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Inbox takes what the cloud sends, signed as it came. It must not block. An
// error of Accept is a refusal: its fault.Kind and text go back in the receipt,
// with the number of the order as far as it could be read. Moment is now, as
// the home tells it with all that it sends; it may be called from any goroutine,
// the others from one.
type Inbox interface {
	Accept(signed []byte) (energy.Order, error)
	Hear(signed []byte) error
	Moment() energy.Moment
}

// Shelf holds numbered reports of one boot until the cloud has them. Span
// returns the lowest held and the one after the highest. Peek copies some with
// numbers in a row, from the lowest held that is not below from on.
type Shelf interface {
	Peek(from uint64, dst []energy.Report) int
	Remove(upTo uint64) uint64
	Span() (oldest, next uint64)
	Dropped() uint64
}

// Spool is the shelf of this boot. It numbers reports from 1 without a gap.
type Spool interface {
	Shelf
	Append(energy.Report) uint64
}

// Session is a home's link to the cloud. It does nothing before Run.
type Session struct {
	cfg       Config
	spool     Spool
	inbox     Inbox
	log       *slog.Logger
	wake      chan struct{}  // holds one token: the spool has something new
	following energy.PlantID // touched by the receiving goroutine only
	asked     time.Time      // likewise: of the last question answered
	number    uint64         // of this connection, from 1; touched between connections only
	counters  counters

	mu      sync.Mutex
	earlier earlier // the boot before this one that is being sent
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

// Offer numbers a report and hands it to the session. It never waits for the
// network.
func (s *Session) Offer(r energy.Report) {
	s.spool.Append(r)
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Begun returns how many connections got as far as their subscriptions: where it
// grew somebody listens who may have heard nothing.
func (s *Session) Begun() uint64 { return s.counters.sessions.Load() }
