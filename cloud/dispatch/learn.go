package dispatch

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The tuning of the feedback. gain times the delay is far below the pi/2 at
// which an integrator with a delay begins to swing, for every answer in the
// bank.
const (
	gain       = 0.1             // of the error, per second
	longest    = 2 * time.Second // step that is integrated
	correctMax = 0.5             // of the capacity
)

// learn takes in what is measured: how the plant answers, and what of it does
// not follow. What the one comes to explain the other gives up, so that the
// power asked does not move for it.
func (s *State) learn(in *Input, capacity energy.Envelope, now time.Time, seconds float64) {
	read := now.Add(-in.Age)
	was := s.witness.use().Gain
	s.witness.see(&s.trace, float64(in.Total.Mean), read, seconds, half(capacity))
	a := s.witness.use()
	full, empty := s.asked >= capacity.Max, s.asked <= capacity.Min
	if !full && !empty {
		s.correction += energy.Watts(s.now[meant] * (1/was - 1/a.Gain))
	}
	expected, ok := s.trace.get(meant, read.Add(-a.Dead))
	if !ok || now.Sub(s.begun) < a.Dead+2*a.Lag || capacity.Clamp(in.Target) != in.Target {
		return
	}
	change := (energy.Watts(expected) - in.Total.Mean) * energy.Watts(gain*seconds)
	if !(full && change > 0) && !(empty && change < 0) {
		s.correction += change
	}
}
