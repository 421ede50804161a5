package main

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/child"
)

// windowSize is below the reports that wait in history before it refuses more.
const windowSize = 16_000

// batchSize is how many samples a gateway puts into one message at most, and
// stageSamples about how many each stage is given.
const batchSize, stageSamples = 60, 100_000

// extent is how much ingest measures.
type extent struct {
	homes         int
	pairs         int           // of saturating slices
	warm, span    time.Duration // of each
	batchedPairs  int           // of many samples in a message and of one
	pacedPairs    int
	perSecond     int // samples of all homes together, in paced slices
	pacedSpan     time.Duration
	stagesPerHome int           // samples of each home in the stages
	rest          time.Duration // after the saturating slices
}

func extentOf(o options) extent {
	e := extent{
		homes: 1000, pairs: 10, warm: 500 * time.Millisecond, span: 1500 * time.Millisecond,
		batchedPairs: 5, pacedPairs: 5, perSecond: 5000, pacedSpan: 4 * time.Second, rest: restFor,
	}
	if o.short {
		e.homes, e.pairs, e.span, e.batchedPairs, e.pacedPairs, e.pacedSpan = 200, 3, time.Second, 2, 2, 2*time.Second
	}
	if o.connections > 0 {
		e.homes = o.connections
	}
	e.stagesPerHome = max(2, stageSamples/e.homes)
	return e
}

// ingest measures how many samples a second the cloud makes durable, against
// how many a bare broker hands to an inline consumer that only counts.
//
// Both take the same messages, one sample each unless a figure says batched, from as many homes over the
// same mutual TLS, each in a process of its own; this one is the load. They are
// measured in turns and idle otherwise. A window that moves by what is stored
// (or counted) keeps either from being overrun, every sample must arrive, and
// at the end every home must have been told that all it sent is stored. Durable
// is in the journal. The figures of slices end when a process has come to rest, which
// the cloud may do while samples wait for others on their way to the database; those
// of work count what was put off too.
func ingest(ctx context.Context, e extent, profile string) (f bench.Figures, err error) {
	err = inPlace(func(p place) error {
		return with(ctx, "cloud", p, func(ctx context.Context, child *child.Child) error {
			cloud := &side{name: "cloud", child: child, face: newPlantFace("http://"+p.HTTP, plantID)}
			homes, err := letIn(ctx, p, e.homes)
			if err != nil {
				return err
			}
			f, err = beside(ctx, p, cloud, homes, e, profile)
			return err
		}, profiling(profile)...)
	})
	if err != nil {
		return nil, err
	}
	stages, err := stagesOf(ctx, e)
	if err != nil {
		return nil, fmt.Errorf("stages: %w", err)
	}
	figure := func(name string) float64 { return f[name].(float64) }
	f["aggregate_cpu_us_at_1_hz"] = stages["aggregate"]
	stages["aggregate"] *= figure("connections") / figure("samples_per_s")
	f["cpu_us_by_stage"] = withRest(stages, figure("work_cpu_us_per_sample"))
	return f, nil
}

// letIn enrols the homes once the cloud is up.
func letIn(ctx context.Context, p place, n int) ([]home, error) {
	if err := newPlantFace("http://"+p.HTTP, plantID).await(ctx, 0, readyWithin); err != nil {
		return nil, err
	}
	return enrolAll(ctx, p, n)
}

// beside measures the cloud and a bare broker that knows the same homes.
func beside(ctx context.Context, p place, cloud *side, homes []home, e extent, profile string) (f bench.Figures, err error) {
	if profile != "" {
		profile += ".bare"
	}
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	q := place{Dir: p.Dir, HTTP: ports[0], MQTT: ports[1]}
	err = with(ctx, "bare", q, func(ctx context.Context, child *child.Child) (err error) {
		bare := &side{name: "bare broker", child: child, face: newPlantFace("http://"+q.HTTP, plantID)}
		if err := bare.face.await(ctx, 0, readyWithin); err != nil {
			return err
		}
		if cloud.fleet, err = connectAll(ctx, p.MQTT, homes); err != nil {
			return err
		}
		defer cloud.fleet.Close()
		if bare.fleet, err = connectAll(ctx, q.MQTT, homes); err != nil {
			return err
		}
		defer bare.fleet.Close()
		f, err = compare(ctx, cloud, bare, e)
		return err
	}, profiling(profile)...)
	return f, err
}

// compare measures both, saturated and then paced.
func compare(ctx context.Context, cloud, bare *side, e extent) (bench.Figures, error) {
	f, single, many, err := saturation(ctx, cloud, bare, e)
	if err != nil {
		return nil, err
	}
	paced := func(s *side) func() (slice, error) {
		return func() (slice, error) { return s.pace(ctx, e.perSecond, e.pacedSpan) }
	}
	c, b, err := bench.Pair(e.pacedPairs, paced(cloud), paced(bare))
	if err != nil {
		return nil, err
	}
	maps.Copy(f, pacedFigures(c, b))
	rest, err := resting(ctx, cloud, bare, e)
	if err != nil {
		return nil, err
	}
	maps.Copy(f, rest)
	figure := func(name string) float64 { return f[name].(float64) }
	maps.Copy(f, workFigures(single, many, figure("idle_cpu_ratio"), figure("idle_cpu_ratio_bare"), figure("load_cpu_us"), figure("batched_load_cpu_us")))
	f["connections"], f["paced_samples_per_s"] = float64(e.homes), float64(e.perSecond)
	return f, cloud.told(ctx)
}

// saturation measures both as fast as they take samples, one in a message and then, of
// the cloud, many; and what they did in each part, the cloud first.
func saturation(ctx context.Context, cloud, bare *side, e extent) (f bench.Figures, single, many [2]work, err error) {
	saturated := func(s *side) func() (slice, error) {
		return func() (slice, error) { return s.saturate(ctx, 1, e.warm, e.span) }
	}
	batched := func() (slice, error) { return cloud.saturate(ctx, batchSize, e.warm, e.span) }
	// The first pair warms the processes up.
	if _, _, err = bench.Pair(1, saturated(cloud), saturated(bare)); err != nil {
		return nil, single, many, err
	}
	var c, b []slice
	pairs := func(n int, of func() (slice, error)) func() error {
		return func() (err error) {
			c, b, err = bench.Pair(n, of, saturated(bare))
			return err
		}
	}
	if single[0], single[1], err = works(ctx, cloud, bare, e.rest, pairs(e.pairs, saturated(cloud))); err != nil {
		return nil, single, many, err
	}
	f = saturatedFigures(c, b)
	if many[0], many[1], err = works(ctx, cloud, bare, e.rest, pairs(e.batchedPairs, batched)); err != nil {
		return nil, single, many, err
	}
	maps.Copy(f, batchedFigures(c, b))
	return f, single, many, nil
}

// resting measures both while nothing is sent.
func resting(ctx context.Context, cloud, bare *side, e extent) (bench.Figures, error) {
	idle := func(s *side) func() (float64, error) {
		return func() (float64, error) { return s.idle(ctx, e.pacedSpan) }
	}
	c, b, err := bench.Pair(e.pacedPairs, idle(cloud), idle(bare))
	if err != nil {
		return nil, err
	}
	return idleFigures(c, b), nil
}
