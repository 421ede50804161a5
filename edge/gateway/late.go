package gateway

import (
	"sync/atomic"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/edge/spool"
	"github.com/hearthgrid/hearthgrid/edge/uplink"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// late is where the loop puts its reports before there is a session: numbered
// and kept in the spool, they leave when the session comes.
type late struct {
	spool   *spool.Spool
	session atomic.Pointer[uplink.Session]
}

func newLate(q *spool.Spool) *late { return &late{spool: q} }

func (l *late) join(s *uplink.Session) { l.session.Store(s) }

func (l *late) offer(snap energy.Snapshot, d energy.Decision) {
	if s := l.session.Load(); s != nil {
		s.Offer(snap, d)
		return
	}
	l.spool.Append(energy.Report{Snapshot: snap, Decision: d})
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
