package fieldbus

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// exchange serves one request, and others by the same frame. The error it returns
// is about the port, which is then closed; what concerns a request goes to its
// caller.
func (l *Link) exchange(ctx context.Context, port Port) error {
	now := time.Now()
	r := l.choose(now)
	if r == nil {
		return nil
	}
	b := l.gather(r, now)
	l.asked.FunctionCode, l.asked.Data = b.function, b.body(l.scratch[:])
	frame, err := l.framing.encode(b.unit, &l.asked)
	if err != nil {
		l.refuse(l.party, err)
		l.party = l.party[:0]
		return nil
	}
	return l.converse(ctx, port, b, frame)
}

// choose takes what is to be sent now, and lets those go who need not wait.
func (l *Link) choose(now time.Time) *request {
	for {
		r, _ := l.queue.next(now, &l.units)
		if r == nil || !l.queue.remove(r) {
			return nil
		}
		free, silent := l.units.free(r.unit)
		switch {
		case r.late(now):
			l.expire(r)
		case silent && now.Before(free):
			l.dropped.Add(1)
			r.finish(l.asleep(r, now))
		default:
			return r
		}
	}
}

// gather makes what waits with r into its party, where one frame can hold it.
func (l *Link) gather(r *request, now time.Time) *block {
	l.party = append(l.party[:0], r)
	if r.writes() || r.alone {
		return &r.block
	}
	l.merge.begin(r, l.config.Reach, &l.units)
	for other := l.queue.companion(&l.merge, now); other != nil; other = l.queue.companion(&l.merge, now) {
		l.merge.add(other)
		l.party = append(l.party, other)
	}
	if len(l.party) == 1 {
		return &r.block
	}
	return &l.merge.block
}

// expire drops a request whose caller has left, or is about to.
func (l *Link) expire(r *request) {
	cause := context.Cause(r.ctx)
	if cause == nil {
		cause = context.DeadlineExceeded
	}
	r.finish(l.unsent(r, cause))
}

// converse sends frame and hands the answer, or why there is none, to the
// party.
func (l *Link) converse(ctx context.Context, port Port, b *block, frame []byte) error {
	began := time.Now()
	l.worst = began.Add(l.config.Timeout + l.bus.airtime(len(frame), b))
	l.ear.sent = frame
	l.exchanges.Add(1)
	err := l.try(ctx, port, b, frame)
	l.last = time.Now()
	l.heard = l.last
	l.count(err)
	if answered(err) {
		l.good()
		l.judge(b.unit, err, l.last.Sub(began), false)
		l.answer(err)
		return nil
	}
	l.fail(err)
	stray := l.stray.Load()
	broken := l.mend(ctx, port, err)
	l.judge(b.unit, err, time.Since(began), l.stray.Load() > stray)
	return broken
}

// answered tells whether err is none or a device's refusal.
func answered(err error) bool { return err == nil || refusalIn(err) != nil }

// answer hands an answer to the party. A merged read that was refused says
// nothing of its members: each is asked for alone, and never so merged again.
func (l *Link) answer(err error) {
	refusal := refusalIn(err)
	merged := len(l.party) > 1
	switch {
	case err == nil && merged:
		l.merged.Add(uint64(len(l.party) - 1))
		l.merge.split(l.party)
	case merged && refusal != nil && refusal.kind() != fault.Busy:
		l.apart(false)
		l.queue.again(l.party)
		l.party = l.party[:0]
	}
	l.dismiss(err)
}

// apart keeps the party's members from being merged again; guessed: until the
// unit has slept.
func (l *Link) apart(guessed bool) {
	for _, r := range l.party {
		r.alone = true
	}
	l.units.change(l.party[0].unit, func(u *unit) { u.barriers.learn(l.party, guessed) })
}

// fail tells the party that there was no answer, and no value.
func (l *Link) fail(err error) {
	if len(l.party) > 1 && (timedOut(err) || errors.As(err, new(frameError))) {
		l.apart(true) // some devices meet what they do not like with silence
	}
	l.dismiss(err)
}

func (l *Link) dismiss(err error) {
	for _, r := range l.party {
		if err == nil {
			r.finish(nil)
			continue
		}
		r.finish(l.fault(&r.block, err, true))
	}
	l.party = l.party[:0]
}

// good notes an answer: the link works.
func (l *Link) good() {
	l.failures, l.missed = 0, 0
	if !l.told {
		l.told = true
		l.config.Log.Info("link answers", "link", l.config.Address)
	}
}
