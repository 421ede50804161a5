package follow

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	firstPause = 30 * time.Second
	pauses     = 7                // doublings at most: 64 min
	good       = 10 * time.Minute // back and following, after which the first pause is as long as at first
)

// small is the share of what it can do that a home is probed with.
const small energy.Ratio = 0.2

// miss notes a sample outside of what is expected.
func (j *Judge) miss(i int, h *home, o outlier, at time.Duration) {
	if h.outside == 0 {
		h.clues = clues{first: o.power}
	}
	h.outside, h.silence, h.proofs = h.outside+1, 0, 0
	h.clues.see(o)
	if h.outside >= outsides {
		j.find(i, h, h.clues.kind(o), at)
	}
}

// find leaves a home out, unless that are too many: then what is taken for
// following is wrong, and it is looked at anew.
func (j *Judge) find(i int, h *home, kind Kind, at time.Duration) {
	h.outside, h.silence, h.proofs = 0, 0, 0
	if h.phase == following {
		if 2*(j.out+1) > j.served {
			return
		}
		j.out++
		if at-h.until > good {
			h.strikes = 0
		}
	}
	h.phase, h.kind = paused, kind
	h.until = at + pause(h.strikes, i)
	h.strikes = min(h.strikes+1, pauses)
}

// pause returns how long a home is left alone, up to a quarter longer by its index,
// so that homes found together are not probed together.
func pause(strikes uint8, i int) time.Duration {
	p := firstPause << strikes
	const golden = 0x9E3779B97F4A7C15 // Fibonacci hashing: Knuth, TAOCP 3, 6.4
	return p + time.Duration(float64(p/4)*float64(uint64(i)*golden>>11)/(1<<53))
}

// turn begins to probe a home whose pause is over.
func (h *home) turn(at time.Duration) {
	if h.phase == paused && at >= h.until {
		h.phase, h.granted, h.since, h.proofs = probed, never, never, 0
	}
}

// lapses is how often in a row a home may be silent and is trusted again as soon as it
// is read: who is not heard did not disobey. One that comes and goes is probed.
const lapses = 2

// returns tells whether a home that is read again was left out for its silence alone.
func (h *home) returns() bool { return h.phase == paused && h.kind == Silent && h.strikes <= lapses }

// back has a home be one that follows.
func (j *Judge) back(h *home, at time.Duration) {
	h.phase, h.kind, h.until = following, Follows, at
	j.out--
}

// prove notes a sample that showed a home move as it was asked.
func (j *Judge) prove(h *home, at time.Duration) {
	h.outside, h.silence, h.clues = 0, 0, clues{}
	if h.phase != probed {
		return
	}
	if h.proofs++; h.proofs >= proofs {
		j.back(h, at)
	}
}
