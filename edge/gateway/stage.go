package gateway

import (
	"sync/atomic"
	"time"
)

// stage is a part of a pass.
type stage int

const (
	reading stage = iota
	deciding
	approving
	writing
	numStages
)

func (s stage) String() string {
	return [...]string{"reading", "deciding", "approving", "writing"}[s%numStages]
}

// stamps are when each stage was last done, as time since the home was made.
// They are written by the pass and read by whoever watches it.
type stamps [numStages]atomic.Int64

func (s *stamps) done(at stage, age time.Duration) { s[at].Store(int64(age)) }

// stuck returns the stage that a pass is at for longer than limit, and false
// where all of them go on.
func (s *stamps) stuck(age, limit time.Duration) (stage, bool) {
	newest, well := reading, true
	for at := range numStages {
		if s[at].Load() >= s[newest].Load() {
			newest = at
		}
		well = well && age-time.Duration(s[at].Load()) <= limit
	}
	return (newest + 1) % numStages, !well
}
