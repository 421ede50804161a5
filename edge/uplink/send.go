package uplink

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// send publishes reports as pace says until ctx or the connection ends.
func (s *Session) send(ctx context.Context, l *link) error {
	oldest, next := s.spool.Span()
	p := newPace(s.cfg.Retry, s.cfg.ResendGap, oldest, next, time.Now(), rand.Float64())
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-l.lost:
			return err
		case <-s.wake:
		case <-timer.C:
		}
		if err := s.drain(ctx, l, p); err != nil {
			return err
		}
		due, err := s.catchUp(l, time.Now())
		if err != nil {
			return err
		}
		if p.due.Before(due) {
			due = p.due
		}
		timer.Reset(max(time.Until(due), time.Millisecond))
	}
}

func (s *Session) drain(ctx context.Context, l *link, p *pace) error {
	for ctx.Err() == nil {
		oldest, next := s.spool.Span()
		b := p.step(oldest, next, time.Now())
		if b.count == 0 {
			return nil
		}
		if err := s.transmit(l, s.cfg.Boot, s.spool, p, b); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// waited is how old the newest report is, so that its readings do not look
// younger in the cloud than they are.
func waited(reports []energy.Report, now time.Time) time.Duration {
	if len(reports) == 0 {
		return 0
	}
	return max(0, now.Sub(reports[len(reports)-1].Snapshot.At))
}

// transmit sends what a shelf has of b, and tells the pace.
func (s *Session) transmit(l *link, boot uint64, from Shelf, p *pace, b batch) error {
	reports := make([]energy.Report, b.count)
	reports = reports[:from.Peek(b.from, reports)]
	if len(reports) == 0 { // they have gone meanwhile
		p.sent(b, b.from+uint64(b.count)-1, time.Now(), rand.Float64())
		return nil
	}
	oldest, _ := from.Span()
	batch := wire.Batch{
		Site: s.cfg.Site, Boot: boot, Oldest: oldest, Dropped: from.Dropped(), Waited: waited(reports, time.Now()), Reports: reports,
	}
	if boot == s.cfg.Boot {
		batch.Moment = s.inbox.Moment()
	}
	payload, err := wire.EncodeTelemetry(batch)
	if err != nil {
		return err
	}
	if err := l.publish(wire.SiteTopic(s.cfg.Site, wire.LeafTelemetry), payload); err != nil {
		return err
	}
	p.sent(b, reports[len(reports)-1].Seq, time.Now(), rand.Float64())
	if b.repeat {
		s.counters.resent.Add(uint64(len(reports)))
	} else {
		s.counters.sent.Add(uint64(len(reports)))
	}
	return nil
}
