package main

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/bench"
)

// A process is quiet that used less than quietCPU in each of two quietEvery.
const quietEvery, quietCPU = 100 * time.Millisecond, 10 * time.Millisecond

// usage is processor time used so far.
type usage struct{ child, self, machine time.Duration }

func (s *side) used() (u usage, at time.Time, err error) {
	if u.child, err = bench.CPU(s.child.PID()); err != nil {
		return u, at, err
	}
	if u.self, err = bench.CPU(0); err != nil {
		return u, at, err
	}
	u.machine, err = bench.Busy()
	return u, time.Now(), err
}

// quiet returns when the process came to rest, once it has.
func (s *side) quiet(ctx context.Context) (since time.Time, err error) {
	last, err := bench.CPU(s.child.PID())
	for rests, end := 0, time.Now().Add(drainWithin); err == nil && rests < 2; {
		begun := time.Now()
		if err = pause(ctx, quietEvery); err != nil {
			break
		}
		var now time.Duration
		if now, err = bench.CPU(s.child.PID()); err != nil {
			break
		}
		rests++
		if now-last >= quietCPU {
			rests = 0
		} else if rests == 1 {
			since = begun
		}
		last = now
		if begun.After(end) {
			return since, fmt.Errorf("%s: still at work %v after the load ended", s.name, drainWithin)
		}
	}
	return since, err
}

// told waits until every home was told that all it sent is stored.
func (s *side) told(ctx context.Context) error {
	for end := time.Now().Add(drainWithin); ; {
		err := s.fleet.Untold()
		if err == nil || time.Now().After(end) {
			return err
		}
		if err := pause(ctx, quietEvery); err != nil {
			return err
		}
	}
}

// idle returns the share of one core that the process takes while nothing is sent.
func (s *side) idle(ctx context.Context, span time.Duration) (float64, error) {
	before, begun, err := s.used()
	if err == nil {
		err = pause(ctx, span)
	}
	if err != nil {
		return 0, err
	}
	after, ended, err := s.used()
	return float64(after.child-before.child) / float64(ended.Sub(begun)), err
}
