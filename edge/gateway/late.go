package gateway

import (
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/edge/sampler"
	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/edge/uplink"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// late is where the loop puts its ticks before there is a session: those that are
// told are numbered and kept in the spool, and leave when the session comes.
type late struct {
	spool   *spool.Spool
	session atomic.Pointer[uplink.Session]
	watched atomic.Pointer[time.Time] // until when somebody looks at the home
	clock   func() time.Time

	// Of the loop alone:
	sampler *sampler.Sampler
	begun   uint64 // of the sessions that were told the home as it is
}

func newLate(q *spool.Spool, band energy.Deadband, clock func() time.Time) *late {
	l := &late{spool: q, clock: clock, sampler: sampler.New(band)}
	l.watched.Store(&time.Time{})
	return l
}

func (l *late) join(s *uplink.Session) { l.session.Store(s) }

// watch lets every tick be told for d from now on, unless that is longer already.
func (l *late) watch(d time.Duration) {
	if until := l.clock().Add(d); until.After(*l.watched.Load()) {
		l.watched.Store(&until)
	}
}

func (l *late) offer(snap energy.Snapshot, d energy.Decision) {
	s := l.session.Load()
	if s != nil && s.Begun() != l.begun {
		l.begun = s.Begun()
		l.sampler.Fresh()
	}
	r, told := l.sampler.See(snap, d, *l.watched.Load())
	switch {
	case !told:
	case s != nil:
		s.Offer(r)
	default:
		l.spool.Append(r)
	}
}

// told is how the link to the cloud is.
func (l *late) told() local.Cloud {
	oldest, next := l.spool.Span()
	disk := l.spool.Stats()
	c := local.Cloud{Waiting: next - oldest, Dropped: l.spool.Dropped(), OnDisk: disk.OnDisk, Damaged: disk.Damaged}
	if s := l.session.Load(); s != nil {
		c.Enrolled, c.Connected = true, s.Stats().Connected
	}
	return c
}
