package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// aggregation measures what a second costs in which every home is estimated anew and
// all are added up five levels, beside the bare sum of means and variances.
func aggregation(ctx context.Context, o options) (bench.Figures, error) {
	passes := 15
	if o.short {
		passes = 5
	}
	many, err := measureFleet(ctx, 1_000_000, passes, false)
	if err != nil {
		return nil, err
	}
	few, err := measureFleet(ctx, 10_000, 50*passes, false)
	if err != nil {
		return nil, err
	}
	served, err := measureFleet(ctx, 1_000_000, passes, true)
	if err != nil {
		return nil, err
	}
	return bench.Figures{
		"ns_per_home_1m_in_service": served.pass,
		"ns_per_home_1m":            many.pass, "ns_per_home_10k": few.pass, "linearity": many.pass / few.pass,
		"bytes_per_twin": many.bytes, "nodes_1m": float64(many.nodes),
		"bare_sum_ns_per_home": many.bare, "ratio_to_bare_sum": many.pass / many.bare,
	}, nil
}

// fleetCost is per home.
type fleetCost struct {
	pass, bare, bytes float64 // ns, ns, B
	nodes             int
}

// measureFleet measures passes over homes that were heard once in the last hundred
// seconds, or over homes in service, all of which told of themselves a moment ago.
func measureFleet(ctx context.Context, homes, passes int, service bool) (c fleetCost, err error) {
	before := heap()
	f, now, nodes := heardFleet(homes)
	c.bytes, c.nodes = float64(heap()-before)/float64(homes), nodes
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	c.bare = bareSum(homes)
	f.Pass(now) // tables, and first touch of the sums
	var costs []float64
	for range passes {
		if ctx.Err() != nil {
			return c, ctx.Err()
		}
		now = now.Add(time.Second)
		if service {
			tellAll(f, now, homes)
		}
		took, err := threadTime(func() { f.Pass(now) })
		if err != nil {
			return c, err
		}
		costs = append(costs, float64(took)/float64(homes))
	}
	c.pass, _ = bench.Quantile(costs, 0.5)
	if seen := f.Total(0); seen.Coverage.Homes() != homes {
		return c, fmt.Errorf("%d of %d homes are in the sum", seen.Coverage.Homes(), homes)
	}
	return c, nil
}

// heardFleet is homes in trees of five levels, each of which was heard in the last
// hundred seconds.
func heardFleet(homes int) (*estimate.Fleet, time.Time, int) {
	const regions = 20
	tree := estimate.NewTree(regions)
	grid := tree.Node()
	var cells []estimate.Cell
	nodes := 1
	for r := range regions {
		region := tree.Node(grid)
		for range 4 {
			zone := tree.Node(region)
			for range 5 {
				feeder := tree.Node(zone)
				for range max(1, homes/regions/20/100) {
					cells = append(cells, tree.Cell(r, feeder))
				}
				nodes++
			}
			nodes++
		}
		nodes++
	}
	epoch := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	f := estimate.New(epoch, tree)
	f.Grow(homes)
	now := epoch.Add(11 * time.Hour)
	for i := range homes {
		slot := f.Add(cells[i*len(cells)/homes])
		f.Tell(slot, reportOf(i, now.Add(-time.Duration(i%100)*time.Second)))
	}
	return f, now, nodes + len(cells)
}

// tellAll has every home tell of itself under an order.
func tellAll(f *estimate.Fleet, now time.Time, homes int) {
	for i := range homes {
		r := reportOf(i, now.Add(-time.Duration(i%8)*time.Second/8))
		r.Order, r.Left = energy.WantPower(energy.Watts(i%3000)), time.Minute
		f.Tell(estimate.Slot(i), r)
	}
}

func reportOf(i int, at time.Time) *estimate.Report {
	load, pv := -energy.Watts(200+i%3000), energy.Watts(i%4000)
	battery := energy.Envelope{Min: -5000, Max: 5000}.Clamp(-load - pv)
	return &estimate.Report{At: at, Answers: true, Snapshot: energy.Snapshot{
		At: at, Load: energy.Read(load, at), PV: energy.Read(pv, at), Battery: energy.Read(battery, at), Grid: energy.Read(load+pv+battery, at),
		SoC: energy.Read(energy.Ratio(float64(i%97)/97), at), Capacity: energy.Read(energy.WattHours(10_000), at),
		MaxCharge: energy.Read(energy.Watts(5000), at), MaxDischarge: energy.Read(energy.Watts(5000), at),
	}}
}

// bareSum is the ns per home of adding means and variances of flat arrays.
func bareSum(homes int) float64 {
	mean, variance := make([]float32, homes), make([]float32, homes)
	for i := range mean {
		mean[i], variance[i] = float32(i%977), float32(i%31)
	}
	var costs []float64
	for range 9 {
		var m, v float64
		took, err := threadTime(func() {
			for i := range mean {
				m += float64(mean[i])
				v += float64(variance[i])
			}
		})
		if err == nil && m+v > 0 {
			costs = append(costs, float64(took)/float64(homes))
		}
	}
	return slices.Min(costs)
}

// threadTime is the processor time do takes on this thread: what others do on the
// machine meanwhile is not in it.
func threadTime(do func()) (time.Duration, error) {
	before, err := threadUsed()
	if err != nil {
		return 0, err
	}
	do()
	after, err := threadUsed()
	return after - before, err
}

func threadUsed() (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t)
	return time.Duration(t.Nano()), err
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
