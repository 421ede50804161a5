package arms

import (
	"hash/fnv"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// hold is what was sent to one home.
type hold struct {
	wish  Wish      // by the newest; the zero Wish lets go
	id    uint64    // of the newest
	boot  uint64    // it was made for
	sent  time.Time // zero: it was not
	ends  time.Time // by itself, the latest of what the home may have taken
	until time.Time // the newest ends by itself
	renew time.Time // where it is wanted for longer
	tries int       // in a row that showed no effect

	toldBoot uint64        // by the last receipt
	told     energy.Moment // likewise, in that boot
	toldAt   time.Time
	floor    uint64 // highest arm told
	refused  bool   // for a reason that another try does not end
}

func (h *hold) bootFor(home *Home) uint64 { return max(home.Boot, h.toldBoot) }

// momentFor is the newest of the boot that the arm is for, with when it was received.
func (h *hold) momentFor(home *Home) (energy.Moment, time.Time) {
	if h.toldBoot > home.Boot || h.toldBoot == home.Boot && h.toldAt.After(home.MomentAt) {
		return h.told, h.toldAt
	}
	return home.Moment, home.MomentAt
}

// shown tells whether the home told that the newest has taken effect.
func (h *hold) shown(home *Home) bool {
	if h.wish.none() {
		return home.Boot == h.boot && home.Highest >= h.id && home.Armed == 0
	}
	return home.Boot == h.boot && home.Armed == h.id
}

// waits tells whether it is too early to repeat what shows no effect.
func (h *hold) waits(c *Config, now time.Time) bool {
	wait := c.Again
	for i := 1; i < h.tries && wait < c.Seldom; i++ {
		wait *= 2
	}
	if wait = min(wait, c.Seldom); h.refused {
		wait = c.Seldom
	}
	return now.Sub(h.sent) < wait
}

// next returns the arm that says wish, and notes it as sent. Its ID is a time in
// microseconds, so that it grows over restarts, or what it takes to be newer than all
// the home has taken. It lasts from when its moment was told.
func (h *hold) next(site energy.SiteID, home *Home, wish Wish, c *Config, now time.Time) energy.Arm {
	if !h.wish.like(wish) || h.boot != h.bootFor(home) || h.shown(home) {
		h.tries = 0
	}
	moment, told := h.momentFor(home)
	lasts := time.Duration(0)
	if !wish.none() {
		lasts = min(wish.Until.Sub(told), c.Longest, home.Able.Longest)
		h.until = told.Add(lasts)
		h.ends, h.renew = later(h.ends, h.until), renewal(site, now, h.until)
	}
	h.id = max(uint64(now.UnixMicro()), h.id+1, h.floor+1, home.Highest+1)
	h.boot, h.wish, h.sent, h.refused, h.tries = h.bootFor(home), wish, now, false, h.tries+1
	return energy.Arm{
		ID: h.id, Site: site, Boot: h.boot, Issued: now, Moment: moment, Lasts: lasts,
		Plant: wish.Plant, Nominal: wish.Nominal, Curve: wish.Curve, Up: wish.Up, Down: wish.Down,
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// renewal returns when an arm is renewed: in the second third of its time, at a place
// of the site's own, so that the fleet is not renewed at once.
func renewal(site energy.SiteID, now, ends time.Time) time.Time {
	third := max(ends.Sub(now)/3, time.Millisecond)
	own := fnv.New64a()
	own.Write([]byte(site))
	return now.Add(third + time.Duration(own.Sum64()%uint64(third)))
}

// hear notes a receipt. A first refusal for being out of step is answered in the next
// step with what it told; any other waits its turn.
func (h *hold) hear(a wire.Answer, now time.Time) {
	h.toldBoot, h.told, h.toldAt, h.floor = a.Boot, a.Moment, now, max(h.floor, a.HighestArm)
	if a.Arm != h.id || a.Taken {
		return
	}
	if outOfStep := a.Kind == fault.Stale || a.Kind == fault.Conflict; outOfStep && h.tries == 1 {
		h.sent = time.Time{}
	} else {
		h.refused = !outOfStep
	}
}
