package dispatch

import (
	"hash/fnv"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// lease is what was granted to one home. Its methods are pure but for itself.
type lease struct {
	grant             // of the newest order sent
	older   []grant   // that may be in force still: the newest may be lost on its way
	first   uint64    // order sent
	boot    uint64    // the newest was made for
	due     time.Time // to be renewed
	pressed time.Time // it was sent out of turn for a limit
	ready   bool      // the home was, in the last tick
	claimed claim     // as the commons know it

	toldBoot uint64        // by its last receipt
	told     energy.Moment // likewise, in that boot
	floor    uint64        // highest order it told of
	refusals int           // in a row
}

// wants tells whether the home is to be sent an order now: it appeared, it
// began another boot, or its renewal is due.
func (l *lease) wants(h *Home, now time.Time) bool {
	return !l.ready || l.boot != l.bootFor(h) || !now.Before(l.due)
}

func (l *lease) bootFor(h *Home) uint64 { return max(h.Boot, l.toldBoot) }

// momentFor is of the boot that the order is for.
func (l *lease) momentFor(h *Home) energy.Moment {
	if l.toldBoot > h.Boot {
		return l.told
	}
	return h.Moment
}

// next returns the order to send and notes it as sent. Its ID is a time in
// microseconds, so that it grows over restarts, or what it takes to be newer
// than all the home has taken. No signal up to after is meant for it.
func (l *lease) next(h *Home, share energy.Participation, c *Config, after uint64, now time.Time) energy.Order {
	l.keep(now)
	length := c.Lease
	if h.MaxLease > 0 {
		length = min(length, h.MaxLease)
	}
	share.SignalHold = c.SignalHold
	l.id = max(uint64(now.UnixMicro()), l.id+1, l.floor+1, h.Highest+1)
	if l.first == 0 {
		l.first = l.id
	}
	l.boot, l.share, l.until, l.due, l.ready = l.bootFor(h), share, now.Add(length), renewal(h.Site, length, now), true
	return energy.Order{
		ID: l.id, Site: h.Site, Boot: l.boot, Issued: now, Moment: l.momentFor(h), Lease: length,
		Plant: c.Plant, After: after, Share: share,
	}
}

// release returns the order that ends what is in force at once, and notes it as sent.
// An order of 0 W would not do: at home a new power waits its random time.
func (l *lease) release(h *Home, c *Config, after uint64, now time.Time) energy.Order {
	o := l.next(h, energy.Participation{}, c, after, now)
	o.Lease, l.until = 0, now
	return o
}

// rest returns the order of a home without a share: 0 W where it is to be still, else
// its own mode.
func (l *lease) rest(h *Home, c *Config, after uint64, now time.Time) energy.Order {
	if h.Still {
		return l.next(h, energy.Participation{}, c, after, now)
	}
	return l.release(h, c, after, now)
}

// renewal returns when a lease is renewed: once in each third of its length,
// at a phase of the site's own, so that the fleet is not renewed at once.
func renewal(site energy.SiteID, length time.Duration, now time.Time) time.Time {
	third := max(length/3, time.Millisecond)
	h := fnv.New64a()
	h.Write([]byte(site))
	phase := time.Duration(h.Sum64() % uint64(third))
	wait := phase - now.Sub(now.Truncate(third))
	if wait <= 0 {
		wait += third
	}
	return now.Add(wait)
}

// hear notes a receipt. A first refusal for being out of step is answered at
// once with what it told; any other, and the next in a row, waits its turn.
func (l *lease) hear(a wire.Answer, now time.Time) {
	l.toldBoot, l.told, l.floor = a.Boot, a.Moment, max(l.floor, a.Highest)
	if a.Taken {
		l.refusals = 0
		return
	}
	l.refusals++
	outOfStep := a.Kind == fault.Stale || a.Kind == fault.Conflict
	if a.Order == l.id && outOfStep && l.refusals == 1 {
		l.due = now
	}
}
