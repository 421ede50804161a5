package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Proof is how long a battery may take to do what it was told, and how well it
// must do it. One that does not is no longer commanded for Pause, and for good
// after Tries. The zero Proof does not ask for any.
//
// Measured power must lie between the least and the most that was commanded in
// the last Settle to 2*Settle, give or take Tolerance and a tenth of it. A
// battery nearly full or nearly empty may do less. A Settle above the sum of
// dead and settling time never wrongs a slow battery: 2 s and 14 s are the
// slowest measured of three on the market (bslib, see standards).
type Proof struct {
	Limited   bool
	Settle    time.Duration
	Tolerance energy.Watts
	Pause     time.Duration
	Tries     uint8 // retries
}

const (
	proofShare = 0.1 // of the power commanded
	misses     = 2   // so many judged in a row are bad, not one
	// Where a battery may taper without telling so.
	taperLow, taperHigh = energy.Ratio(0.15), energy.Ratio(0.85)
)

func (p Proof) sound() bool {
	return !p.Limited || (p.Settle > 0 && p.Tolerance > 0 && energy.IsFinite(p.Tolerance) && p.Pause > 0)
}

// proof is what was commanded lately.
type proof struct {
	trial  trial
	told   lately
	seen   time.Time // when the battery was last read
	missed int
}

// prove judges what the battery did by what it was told, and tells whether it
// may not be commanded. Without a reading of the battery nothing is judged and
// nothing forgiven, and no power is let through.
func (s *State) prove(l *Limits, snap *energy.Snapshot, usable signals, now time.Time) bool {
	if !l.Proof.Limited {
		return false
	}
	p, asked := s.last.Power()
	b, _ := snap.Battery.Value()
	switch {
	case !asked || now.After(s.last.Until()):
		s.proof.told, s.proof.missed = lately{}, 0
	case usable.has(battery):
		if now.Sub(s.proof.seen) > l.Hold {
			s.proof.told = lately{} // what it was told has lapsed: it heard nothing either
		}
		s.proof.seen = now
		if s.proof.told.from.IsZero() {
			s.proof.told.add(b, l.Proof.Settle, now) // it begins from where it is
		}
		s.proof.told.add(p, l.Proof.Settle, now)
		s.judge(l, snap, p, b, now)
	}
	return s.proof.trial.barred(now, l.Proof.Tries)
}

func (s *State) judge(l *Limits, snap *energy.Snapshot, p, b energy.Watts, now time.Time) {
	f := &s.proof
	e := f.told.all()
	if x, ok := snap.SoC.Value(); ok && (x <= max(taperLow, l.reserve()) || x >= taperHigh) {
		e = join(e, energy.Envelope{})
	}
	give := l.Proof.Tolerance + proofShare*max(e.Max.Abs(), e.Min.Abs())
	if e.Contains(b) || (b-e.Clamp(b)).Abs() <= give {
		f.missed = 0
		if b.Abs() > give && (b-p).Abs() <= give {
			f.trial = trial{}
		}
		return
	}
	if f.missed++; f.missed >= misses && !f.trial.barred(now, l.Proof.Tries) {
		f.trial.fail(now, l.Proof.Pause)
		f.missed = 0
	}
}
