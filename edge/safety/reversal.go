package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Batteries of one home reverse together: of two that are told the other direction, one
// is there first, and would take what the other still gives. So nobody is told a
// direction while another one still runs the other way; it is held at 0 W. One that
// never comes off is not waited for for ever: where what is left is within the
// tolerance of Proof for so long, and where more is left for longer than Proof would
// wait, for then it is one that did not do what it was told.

const (
	// lag is how long a battery may show nothing of what it was told: 2 s are the
	// slowest measured (bslib, see standards), and a second goes by until it is read.
	lag = 3 * time.Second
	// rests is how long little is waited for: longer than the slowest settles (14 s).
	rests = 15 * time.Second
	// slightShare of its rating, and slight at least, are what a battery may be off by
	// where it rests.
	slightShare = 0.01
	// forgotten is how much of the time that a battery ran against what it was told is
	// forgiven for the time that it did not.
	forgotten = 4
)

const slight energy.Watts = 50

// running is whether a battery runs in one direction, or may by what it was told.
type running struct {
	on      bool
	told    time.Time     // lately, to do so
	ran     time.Time     // lately, or was told to
	against time.Duration // it ran so and was told otherwise, without coming off
}

// run takes in that the battery does b that way and was told p, both at now, with span
// gone since. What it does by give or less may be what it was told.
func (r *running) run(p, b, band, give energy.Watts, span time.Duration, now time.Time) {
	switch {
	case p > band:
		r.on, r.told, r.ran, r.against = true, now, now, max(0, r.against-span/forgotten)
	case b <= band:
		if r.against = 0; now.Sub(r.told) >= lag {
			r.on = false
		}
	case b > give:
		r.on, r.ran, r.against = true, now, r.against+span
	case r.on && now.Sub(r.ran) >= rests:
		r.on = false
	}
}

// reverse takes in where the battery runs, of that rating, and gives it up where it
// went on against what it was told for longer than Proof waits.
func (p *Part) reverse(own *Limits, snap *energy.Snapshot, now time.Time) {
	s := &p.state
	b, _ := snap.Battery.Value()
	if !s.trusted.has(battery) {
		return
	}
	told, asked := s.last.Power()
	if !asked {
		told = 0
	}
	band := max(slight, slightShare*own.Rating)
	give, span := max(band, own.Proof.Tolerance), min(s.passed(now), own.Hold)
	p.up.run(told, b, band, give, span, now)
	p.down.run(-told, -b, band, give, span, now)
	if !asked {
		p.up.against, p.down.against = 0, 0
	}
	if most := 2 * own.Proof.Settle; own.Proof.Limited && max(p.up.against, p.down.against) > most && !s.idle {
		s.proof.trial.fail(now, own.Proof.Pause)
		p.up.against, p.down.against, s.idle = 0, 0, true
	}
}

// Runs tells whether the battery gives or takes more than one that rests, or may do
// so soon by what it was told.
func (p *Part) Runs() bool { return p.up.on || p.down.on }

// Abreast has each of parts, all seen by now, wait for those that still run the other
// way, and returns what all of them together may be told then, which holds 0 W.
func Abreast(parts []*Part) energy.Envelope {
	var up, down int
	for _, p := range parts {
		up, down = up+count(p.up.on), down+count(p.down.on)
	}
	var all energy.Envelope
	for _, p := range parts {
		if up > count(p.up.on) {
			p.able.Min = max(0, p.able.Min)
		}
		if down > count(p.down.on) {
			p.able.Max = min(0, p.able.Max)
		}
		all.Min, all.Max = all.Min+p.able.Min, all.Max+p.able.Max
	}
	return all
}

func count(on bool) int {
	if on {
		return 1
	}
	return 0
}
