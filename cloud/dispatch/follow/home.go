package follow

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Look is what is known of one home at a tick. Powers as package energy signs them.
type Look struct {
	Share   energy.Participation // granted last, the zero share for none
	InForce energy.Participation // of the order that the home says is in force, likewise
	// Power was read Age ago, where Read; else what is believed of it is no matter.
	Read    bool
	Power   energy.Watts
	Age     time.Duration
	Most    energy.Watts // magnitude that its battery can have in either direction
	Limited bool         // it says that limits of its own change what it does
}

// measured tells whether a look has a sample.
func (l *Look) measured() bool { return l.Read && energy.IsFinite(l.Power) }

// Verdict is what a home is to be granted of what it says it can do.
type Verdict struct {
	Weight   energy.Ratio // 0 for nothing, 1 for all
	Up, Down energy.Watts // most, magnitudes; +Inf for no bound
	Kind     Kind         // why it is weighed by less than 1
}

type phase uint8

const (
	following phase = iota
	paused
	probed
)

// never is before any instant.
const never = time.Duration(math.MinInt64 / 4)

// home is what is remembered of one home. Instants are since the judge began.
type home struct {
	seen             bool          // it was in service once
	granted          time.Duration // when it was, never for not
	since            time.Duration // it told that it took an order, never for none
	changed          time.Duration // its share grew or shrank last
	looked           time.Duration
	read             time.Duration // of the newest sample
	up, down         span
	origin           float64 // its power when its service began
	last             float64 // of the newest sample
	step             float64 // to it from the one before
	still            float64 // its mean power lately
	phase            phase
	kind             Kind
	until            time.Duration // of its pause; or since when it is back
	strikes          uint8         // pauses in a row
	outside, silence uint8         // samples in a row: that are; that told nothing
	proofs           uint8         // samples that showed it move as asked
	clues            clues
	most             [2]float64 // up and down, that a limited home was seen to do
}

func fresh() home {
	return home{granted: never, since: never, changed: never, looked: never, read: never, most: unbounded()}
}

func unbounded() [2]float64 { return [2]float64{math.Inf(1), math.Inf(1)} }

func (h *home) verdict() Verdict {
	v := Verdict{Weight: 1, Up: energy.Watts(h.most[0]), Down: energy.Watts(h.most[1]), Kind: h.kind}
	switch h.phase {
	case paused:
		v.Weight = 0
	case probed:
		v.Weight = small
	}
	return v
}

// serve notes since when a home is in service, and what it is granted. A home that says
// that no order is in force, or that was not heard while its level ended, begins anew
// when it is there again: what it did on its own is nothing it was asked for.
func (h *home) serve(l *Look, resumed, gap, at time.Duration) {
	taken := l.InForce.FollowsSignal()
	switch {
	case !l.Share.FollowsSignal():
		h.granted, h.since, h.up, h.down = never, never, span{}, span{}
		return
	case h.granted == never, !taken && h.since != never:
		h.granted, h.since = at, never
	}
	if fresh := at-h.read <= patience; taken && fresh && (h.since == never || h.since < resumed || gap > hold) {
		h.since, h.origin, h.changed = at, h.last, at
		h.up, h.down, h.outside, h.silence, h.clues = span{}, span{}, 0, 0, clues{}
	}
	h.hold(l, at)
}

// hold has the spans hold what is granted: the share that is in force, and the newest,
// which the home may have taken since.
func (h *home) hold(l *Look, at time.Duration) {
	up, down := float64(l.Share.SlopeUp), float64(l.Share.SlopeDown)
	if passed := at - h.looked; passed > 0 && at-l.Age-h.changed > latest {
		h.up.near(up, passed.Seconds())
		h.down.near(down, passed.Seconds())
	}
	wider := h.up.hold(up)
	wider = h.down.hold(down) || wider
	if l.InForce.FollowsSignal() {
		wider = h.up.hold(float64(l.InForce.SlopeUp)) || wider
		wider = h.down.hold(float64(l.InForce.SlopeDown)) || wider
	}
	if wider {
		h.changed = at
	}
}
