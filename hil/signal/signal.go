package signal

import (
	"errors"
	"time"
)

// Signal is a regulation signal at even steps.
type Signal struct {
	step   time.Duration
	levels []float64
}

// Level returns the level in force at t since the start, -1..1: that of the
// newest sample not after t. Past its end the signal begins again, and a t
// below 0 counts back from its end.
func (s *Signal) Level(t time.Duration) float64 {
	round := s.Duration()
	t %= round
	if t < 0 {
		t += round
	}
	return s.levels[int(t/s.step)]
}

// Step returns the time between samples.
func (s *Signal) Step() time.Duration { return s.step }

// Duration returns the length of one round.
func (s *Signal) Duration() time.Duration { return time.Duration(len(s.levels)) * s.step }

// Every returns the signal at the operator's own cadence: its samples step
// apart. The step must be a multiple of the signal's and shorter than it.
func (s *Signal) Every(step time.Duration) (*Signal, error) {
	if step <= 0 || step%s.step != 0 || step > s.Duration() {
		return nil, errors.New("step " + step.String() + " is not a multiple of the signal's " + s.step.String())
	}
	out := &Signal{step: step}
	for t := time.Duration(0); t+step <= s.Duration(); t += step {
		out.levels = append(out.levels, s.Level(t))
	}
	return out, nil
}
