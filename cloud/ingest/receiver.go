package ingest

import (
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Live is told what homes say, in the order in which it came. The reports of a
// batch are its own only until it returns.
type Live interface {
	Batch(b wire.Batch, received time.Time)
	Presence(p wire.Presence, received time.Time)
	Answer(a wire.Answer, received time.Time)
	Told(e wire.Explanation)
}

// History is handed each new report once. It takes all of a batch or none, keeps
// nothing of it, and calls Stored when a report is durable, in any order and from
// any goroutine.
type History interface {
	Take(b *wire.Batch, received time.Time) error
}

// Publisher sends one message to whoever subscribes to the topic.
type Publisher interface {
	Publish(topic string, payload []byte) error
}

// Receiver takes the messages of a fleet.
type Receiver struct {
	live    Live
	history History
	publish Publisher
	clock   func() time.Time
	log     *slog.Logger
	count   counters
	desks   sync.Pool // of *wire.Desk

	refusing atomic.Int64 // sites whose last message was refused
	shards   [wire.Partitions]shard
}

type shard struct {
	mu    sync.Mutex
	sites map[energy.SiteID]*site
	gaps  uint64 // numbers of all sites that are missing
}

// New returns a Receiver that reads the time from clock.
func New(live Live, history History, publish Publisher, clock func() time.Time, log *slog.Logger) *Receiver {
	r := &Receiver{live: live, history: history, publish: publish, clock: clock, log: log}
	r.desks.New = func() any { return new(wire.Desk) }
	return r
}

// Receive takes one message that came on a leaf from the site its sender's
// certificate names.
func (r *Receiver) Receive(from energy.SiteID, leaf wire.Leaf, payload []byte) {
	reason, err := r.receive(from, leaf, payload)
	if err != nil {
		r.count.refused(reason).Add(1)
	}
	r.note(from, leaf, reason, err)
}

func (r *Receiver) receive(from energy.SiteID, leaf wire.Leaf, payload []byte) (Reason, error) {
	switch leaf {
	case wire.LeafTelemetry:
		return r.telemetry(from, payload)
	case wire.LeafStatus:
		p, err := wire.DecodeStatus(payload)
		return pass(from, p.Site, err, func() { r.live.Presence(p, r.clock()) })
	case wire.LeafReceipt:
		a, err := wire.DecodeReceipt(payload)
		return pass(from, a.Site, err, func() { r.live.Answer(a, r.clock()) })
	case wire.LeafTold:
		e, err := wire.DecodeTold(payload)
		return pass(from, e.Site, err, func() { r.live.Told(e) })
	}
	return ReasonLeaf, fmt.Errorf("leaf %q: homes publish on telemetry, status, receipt and told", leaf)
}

func pass(from, named energy.SiteID, err error, take func()) (Reason, error) {
	reason, err := check(from, named, err)
	if err == nil {
		take()
	}
	return reason, err
}

func check(from, named energy.SiteID, err error) (Reason, error) {
	if err != nil {
		return ReasonDecode, err
	}
	if named != from {
		return ReasonSite, fmt.Errorf("message names site %q: its certificate is of %q", named, from)
	}
	return "", nil
}

// usual is more reports than a batch of a home that means well has. A desk that had to
// be larger is not kept: one message of one home would cost that memory for good.
const usual = 4096

func (r *Receiver) putBack(d *wire.Desk) {
	if d.Room() <= usual {
		r.desks.Put(d)
	}
}

func (r *Receiver) telemetry(from energy.SiteID, payload []byte) (Reason, error) {
	d := r.desks.Get().(*wire.Desk)
	defer r.putBack(d)
	b, err := d.Decode(from, payload)
	reason, err := check(from, b.Site, err)
	if err == nil {
		r.batch(b)
	}
	return reason, err
}

func (r *Receiver) batch(b *wire.Batch) {
	now := r.clock()
	all := len(b.Reports)
	r.take(b, now)
	r.count.received.Add(uint64(len(b.Reports)))
	r.count.repeated.Add(uint64(all - len(b.Reports)))
	if len(b.Reports) == 0 {
		return
	}
	r.live.Batch(*b, now)
	if err := r.history.Take(b, now); err != nil {
		r.count.history.Add(uint64(len(b.Reports)))
		r.forget(b)
	}
}

// take leaves in b what is new.
func (r *Receiver) take(b *wire.Batch, now time.Time) {
	sh := r.shard(b.Site)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	l := sh.site(b.Site).ledger(b, now, sh)
	sh.counting(l, func() { r.count.lost.Add(l.take(b, now)) })
}

// forget lets the resend of reports that history did not take be taken.
func (r *Receiver) forget(b *wire.Batch) {
	sh := r.shard(b.Site)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if l := sh.site(b.Site).find(b.Boot); l != nil {
		sh.counting(l, func() { l.forget(b) })
	}
}

// Stored tells that history has made a report durable.
func (r *Receiver) Stored(of energy.SiteID, boot, seq uint64) {
	r.count.stored.Add(1)
	now := r.clock()
	sh := r.shard(of)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if l := sh.site(of).find(boot); l != nil {
		l.store(seq, now)
	}
}

// note logs when a site's messages begin and cease to be refused.
func (r *Receiver) note(from energy.SiteID, leaf wire.Leaf, reason Reason, err error) {
	if err == nil && r.refusing.Load() == 0 {
		return
	}
	sh := r.shard(from)
	sh.mu.Lock()
	s := sh.site(from)
	was := s.refused
	s.refused = err != nil
	sh.mu.Unlock()
	switch {
	case err != nil && !was:
		r.refusing.Add(1)
		r.log.Warn("messages refused", "site", from, "leaf", leaf, "reason", reason, "error", err)
	case err == nil && was:
		r.refusing.Add(-1)
		r.log.Info("messages taken again", "site", from)
	}
}

func (r *Receiver) shard(s energy.SiteID) *shard { return &r.shards[wire.Partition(s)] }

// site returns what is kept of a home. Certificates bound how many there are.
func (sh *shard) site(id energy.SiteID) *site {
	s, ok := sh.sites[id]
	if !ok {
		if sh.sites == nil {
			sh.sites = map[energy.SiteID]*site{}
		}
		s = &site{}
		sh.sites[id] = s
	}
	return s
}

// counting keeps count of what is missing while change is made to l.
func (sh *shard) counting(l *ledger, change func()) {
	sh.gaps -= l.taken.missing()
	change()
	sh.gaps += l.taken.missing()
}

func (sh *shard) missing() uint64 {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return sh.gaps
}
