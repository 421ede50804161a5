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

// outlet is where the loop puts its ticks, whether there is a session or not: those
// that are told are numbered and kept in the spool, and leave when the session comes.
type outlet struct {
	spool   *spool.Spool
	session atomic.Pointer[uplink.Session]
	watched atomic.Pointer[time.Time] // until when somebody looks at the home
	clock   func() time.Time

	// Of the loop alone:
	sampler    *sampler.Sampler
	conditions conditions
	begun      uint64 // of the sessions that were told the home as it is
}

func newOutlet(q *spool.Spool, band energy.Deadband, clock func() time.Time) *outlet {
	o := &outlet{spool: q, clock: clock, sampler: sampler.New(band)}
	o.watched.Store(&time.Time{})
	return o
}

func (o *outlet) join(s *uplink.Session) { o.session.Store(s) }

// watch lets every tick be told for d from now on, unless that is longer already.
func (o *outlet) watch(d time.Duration) {
	if until := o.clock().Add(d); until.After(*o.watched.Load()) {
		o.watched.Store(&until)
	}
}

// offer takes a tick, and what it found that somebody has to know of. A report that
// has news is told whatever it is; a session that is new hears all that stands.
func (o *outlet) offer(snap energy.Snapshot, d energy.Decision, found []trouble) {
	news := o.conditions.see(found, snap.At)
	s := o.session.Load()
	if s != nil && s.Begun() != o.begun {
		o.begun = s.Begun()
		if news == nil {
			news = o.conditions.whole()
		}
	}
	if news != nil {
		o.sampler.Fresh()
	}
	r, told := o.sampler.See(snap, d, *o.watched.Load())
	r.News = news
	switch {
	case !told:
	case s != nil:
		s.Offer(r)
	default:
		o.spool.Append(r)
	}
}

// told is how the link to the cloud is.
func (o *outlet) told() local.Cloud {
	oldest, next := o.spool.Span()
	disk := o.spool.Stats()
	c := local.Cloud{Waiting: next - oldest, Dropped: o.spool.Dropped(), OnDisk: disk.OnDisk, Damaged: disk.Damaged}
	if s := o.session.Load(); s != nil {
		c.Enrolled, c.Connected = true, s.Stats().Connected
	}
	return c
}
