package dispatch

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The tuning of the forward part. It is open, so that no error in it can
// swing: what bounds leadMax is how hard a battery may be driven.
const (
	reach   = 1.0 // s after the dead time in which a change is made
	leadMax = 4.0 // times a change, that is asked for it
)

// pass brings the models to now over what was asked since the last step, and
// returns for how many seconds that was. A plant that is found in motion
// starts from there.
func (s *State) pass(in *Input, capacity energy.Envelope, now time.Time) float64 {
	elapsed := max(0, now.Sub(s.at))
	if s.at.IsZero() {
		elapsed, s.begun = 0, now
		for i := range s.now {
			s.now[i] = float64(in.Total.Mean)
		}
	}
	for i, lag := range lags {
		s.now[i] += (float64(s.asked) - s.now[i]) * nearing(elapsed, lag)
	}
	a := s.witness.use()
	s.now[meant] += (float64(s.asked-s.correction)*a.Gain - s.now[meant]) * nearing(elapsed, a.Lag.Seconds())
	s.now[wanted], s.at = float64(capacity.Clamp(in.Target)), now
	s.trace.add(now, s.now)
	return min(elapsed, longest).Seconds()
}

// nearing returns the share of its way that a lag makes within a time.
func nearing(elapsed time.Duration, lag float64) float64 {
	return -math.Expm1(-elapsed.Seconds() / max(lag, lags[0]))
}

// forward returns what to ask so that the plant is at the target of then
// within its dead time and reach.
func (s *State) forward(in *Input, capacity energy.Envelope, now time.Time) energy.Watts {
	a := s.witness.use()
	then := in.Target + energy.Watts(s.trend.ahead(&s.trace, now, a.Dead, half(capacity)))
	if in.Most > 0 {
		most := max(in.Most, in.Target.Abs())
		then = energy.Envelope{Min: -most, Max: most}.Clamp(then)
	}
	lead := min(leadMax, 1/nearing(period(reach), a.Lag.Seconds()))
	from := energy.Watts(s.now[meant])
	return (from + (capacity.Clamp(then)-from)*energy.Watts(lead)) / energy.Watts(a.Gain)
}

func half(capacity energy.Envelope) float64 { return float64(capacity.Max-capacity.Min) / 2 }
