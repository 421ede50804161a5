package follow

import (
	"math"
	"time"
)

const (
	deviations = 4.0              // standard deviations of a reading, that are not noise
	noise      = 15.0             // W, of a reading of any home
	noiseShare = 0.01             // of its battery's power, that comes on top
	outsides   = 3                // samples, after which a home is found
	forgotten  = 6                // samples that told nothing, after which those outside count no more
	proofs     = 3                // samples, after which a home that was probed is back
	between    = time.Second / 2  // two samples, at least
	patience   = 8 * time.Second  // in which a home that is in service has to be read
	deaf       = 30 * time.Second // in which it has to take an order
	lately     = 20.0             // s, over which its power is averaged
	near       = 0.4              // of the most expected, the least, that shows what a home does
	young      = time.Minute      // in which its power before its service tells something
	unlimited  = 0.01             // of its power, by which a limit seen grows per sample without it
	creeping   = 0.001            // likewise while it says that it is limited
)

// Judge judges the homes of one plant, which go by their index. The zero Judge has
// none; it has one owner and no lock.
type Judge struct {
	epoch   time.Time
	trace   trace
	said    time.Duration
	resumed time.Duration // what was said has been heard since, without a gap
	homes   []home
	served  int // homes that were in service once
	out     int // of those, paused or probed
}

// hold is how long homes go on with the last level: past it they are on their own.
const hold = 5 * time.Second

// Seat has as many homes as from has entries. Home i goes on with what is known of the
// one that was from[i], and begins anew where that is below 0.
func (j *Judge) Seat(from []int32) {
	homes := make([]home, len(from))
	j.served, j.out = 0, 0
	for i, was := range from {
		if homes[i] = fresh(); was >= 0 {
			homes[i] = j.homes[was]
		}
		if homes[i].seen {
			j.served++
		}
		if homes[i].phase != following {
			j.out++
		}
	}
	j.homes = homes
}

// Homes returns how many homes there are.
func (j *Judge) Homes() int { return len(j.homes) }

// Said notes the level that was broadcast. One that is not a number is none.
func (j *Judge) Said(level float64, now time.Time) {
	if math.IsNaN(level) {
		return
	}
	if j.epoch.IsZero() {
		j.epoch = now.Add(-2 * latest)
	}
	at := now.Sub(j.epoch)
	j.trace.pass(at)
	if at-j.said > hold {
		j.trace.begin()
		j.resumed = at
	}
	j.said, j.trace.level = at, min(max(level, -1), 1)
}

// Look judges home i by what is known of it now. The time of one look is never before
// that of another.
func (j *Judge) Look(i int, l *Look, now time.Time) Verdict {
	h := &j.homes[i]
	if j.epoch.IsZero() {
		return h.verdict()
	}
	at := now.Sub(j.epoch)
	j.trace.pass(at)
	h.turn(at)
	before := h.read
	was, sampled := h.see(l, at)
	gap := time.Duration(0)
	if sampled && before != never {
		gap = h.read - before
	}
	if sampled && h.returns() {
		j.back(h, at)
	}
	h.serve(l, j.resumed, gap, at)
	if !h.seen && h.since != never {
		h.seen = true
		j.served++
	}
	switch {
	case h.phase == paused:
	case sampled:
		j.sample(i, h, l, was, at)
	case h.lost(at):
		j.find(i, h, Silent, at)
	}
	if h.phase != paused && h.unwilling(at) {
		j.find(i, h, Deaf, at)
	}
	h.looked = at
	return h.verdict()
}

// see takes in a sample, if there is a new one, and returns the mean before it.
func (h *home) see(l *Look, at time.Duration) (was float64, sampled bool) {
	p, read := float64(l.Power), at-l.Age
	if !l.measured() || read-h.read < between {
		return h.still, false
	}
	if h.read == never {
		h.still = p
	}
	was = h.still
	h.still += (p - h.still) * -math.Expm1(-(read-h.read).Seconds()/lately)
	h.step, h.last, h.read = p-h.last, p, read
	return was, true
}

// Verdict returns that of home i as of its last look.
func (j *Judge) Verdict(i int) Verdict { return j.homes[i].verdict() }

// lost tells whether a home in service is not read any more.
func (h *home) lost(at time.Duration) bool {
	return h.since != never && h.read != never && at-max(h.read, h.since) > patience
}

// unwilling tells whether a home that is read takes no order.
func (h *home) unwilling(at time.Duration) bool {
	return h.granted != never && h.since == never && at-h.read <= patience && at-h.granted > deaf
}

// sample compares a new sample of a home with what was asked of it; was is its mean
// power before.
func (j *Judge) sample(i int, h *home, l *Look, was float64, at time.Duration) {
	p, read := h.last, h.read
	if h.since == never || read <= h.since {
		return
	}
	low, high, ok := j.trace.hull(read, h.up, h.down)
	if !ok {
		return
	}
	low, high = h.arriving(low, high, read)
	margin := deviations * (noise + noiseShare*float64(l.Most))
	h.grow(l)
	switch {
	case p < low-margin || p > high+margin:
		if !l.Limited || !h.limit(low, high, margin/deviations) {
			j.miss(i, h, outlier{p, was, low, high, margin}, at)
		}
	case tight(low, high, margin) && h.moved(was, low-margin/2, high+margin/2):
		j.prove(h, at)
	default:
		h.pass()
	}
}

// tight tells whether what is expected is more than noise, and near enough to one power
// to show whether a home does it: not while the slowest that follows is on its way.
func tight(low, high, margin float64) bool {
	return low > max(margin, near*high) || high < min(-margin, near*low)
}

// moved tells whether a home is inside of what is expected while its mean power lately,
// or in its first minute that before its service, is not.
func (h *home) moved(was, low, high float64) bool {
	if h.last < low || h.last > high {
		return false
	}
	return was < low || was > high || h.read-h.since < young && (h.origin < low || h.origin > high)
}

// arriving widens what is expected by what may be left of the power that the home
// had when its service began.
func (h *home) arriving(low, high float64, read time.Duration) (float64, float64) {
	left := h.origin * math.Exp(-max(0, read-h.since-latest).Seconds()/slowest)
	return low + min(left, 0), high + max(left, 0)
}

// pass notes a sample that told nothing.
func (h *home) pass() {
	if h.outside == 0 {
		return
	}
	if h.silence++; h.silence >= forgotten {
		h.outside, h.silence, h.clues = 0, 0, clues{}
	}
}

// limit notes what a home that says it is limited does at most, where it does less
// than was asked and not the other way. What it does on its way is not its most.
func (h *home) limit(low, high, deviation float64) bool {
	less := low > 0 && h.last < low || high < 0 && h.last > high
	switch {
	case !less || math.Abs(h.step) > deviation:
	case low > 0:
		h.most[0] = max(h.last, 0)
	default:
		h.most[1] = max(-h.last, 0)
	}
	return less
}

// grow lets go of a limit that was seen.
func (h *home) grow(l *Look) {
	share := unlimited
	if l.Limited {
		share = creeping
	}
	for i := range h.most {
		if h.most[i] += share * float64(l.Most); h.most[i] >= float64(l.Most) {
			h.most[i] = math.Inf(1)
		}
	}
}
