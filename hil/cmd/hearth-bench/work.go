package main

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/bench"
)

// restFor is how long the cloud may stand still with work that it has put off: the
// longest that samples wait for others on their way to the database, and that this
// holds them in memory.
const restFor = 25 * time.Second

// work is what a side did in one part of the measurement, from before its first slice
// until it was at rest for long.
type work struct {
	cpu, elapsed time.Duration
	sent         uint64
}

// cost is the µs of each sample, without what the side takes of one core at rest.
// Unlike that of a slice it leaves out nothing that was put off.
func (w work) cost(idle float64) float64 {
	return (micros(w.cpu) - idle*micros(w.elapsed)) / float64(w.sent)
}

// works returns what both did while measure ran and a rest after it.
func works(ctx context.Context, cloud, bare *side, rest time.Duration, measure func() error) (ofCloud, ofBare work, err error) {
	endCloud, err := cloud.begin()
	if err != nil {
		return ofCloud, ofBare, err
	}
	endBare, err := bare.begin()
	if err == nil {
		err = measure()
	}
	if err == nil {
		err = pause(ctx, rest)
	}
	if err != nil {
		return ofCloud, ofBare, err
	}
	if ofCloud, err = endCloud(); err == nil {
		ofBare, err = endBare()
	}
	return ofCloud, ofBare, err
}

// begin returns what tells of the side's work from now on.
func (s *side) begin() (end func() (work, error), err error) {
	before, begun, err := s.used()
	sent := s.fleet.Sent()
	return func() (work, error) {
		after, ended, err := s.used()
		return work{cpu: after.child - before.child, elapsed: ended.Sub(begun), sent: s.fleet.Sent() - sent}, err
	}, err
}

// workFigures are of samples in messages of one and in messages of many.
func workFigures(single, batched [2]work, idleCloud, idleBare, load, batchedLoad float64) bench.Figures {
	bare, one := single[1].cost(idleBare), single[0].cost(idleCloud)
	f := bench.Figures{"work_cpu_us_per_sample": one, "work_cpu_us_bare": bare, "work_ratio_per_cpu": (bare + load) / (one + load)}
	if batched[0].sent > 0 {
		many := batched[0].cost(idleCloud)
		f["batched_work_cpu_us_per_sample"], f["batched_work_ratio_per_cpu"] = many, (bare+load)/(many+batchedLoad)
	}
	return f
}
