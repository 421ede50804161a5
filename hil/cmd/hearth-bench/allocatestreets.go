package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// streets are homes, fifty under each of the lowest limits, that differ in all.
type streets struct {
	solver   *split.Solver
	up, down []split.Side
	homes    []int // under each node
	lowest   int   // the first node of the lowest level
	target   energy.Watts
	result   split.Result
	failed   error
	chance   *rand.Rand
}

func newStreets(homes int, seed uint64) (*streets, error) {
	f := &streets{chance: rand.New(rand.NewPCG(seed, 5)), target: energy.Watts(1800 * homes)}
	parents, lowest := fiveLevels(homes / 50)
	at := make([]int32, homes)
	for i := range at {
		at[i] = int32(lowest + i/50)
		f.up, f.down = append(f.up, f.side()), append(f.down, f.side())
	}
	f.homes, f.lowest = make([]int, len(parents)), lowest
	for _, v := range at {
		for ; v >= 0; v = parents[v] {
			f.homes[v]++
		}
	}
	var err error
	if f.solver, err = split.New(parents, at); err != nil {
		return nil, err
	}
	for v := 1; v < len(parents); v++ {
		least := 1300.0
		if v < lowest {
			least = 2000 // each level can carry the target
		}
		if err := f.limit(v, least+2500*f.chance.Float64()); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// fiveLevels are a plant, 10 zones, 100 substations, 1,000 feeders, and so many
// transformers.
func fiveLevels(transformers int) (parents []int32, lowest int) {
	parents = []int32{-1}
	first, width := 0, 1
	for _, next := range []int{10, 100, 1000, transformers} {
		begin := len(parents)
		for i := range next {
			parents = append(parents, int32(first+i*width/next))
		}
		first, width = begin, next
	}
	return parents, first
}

func (f *streets) side() split.Side {
	r := f.chance
	most := 2000 + 6000*r.Float64()
	return split.Side{
		Most: energy.Watts(most), Weight: energy.WattHours(500 + 12_000*r.Float64()), Wear: split.Price(0.05 * r.Float64()),
		Own: energy.Watts(2500 * r.Float64()), Loss: split.Price(0.1 * r.Float64()), Present: energy.Watts(most * r.Float64()), Switch: 0.02,
	}
}

// limit lets the homes under a node have so much each, in W, either way.
func (f *streets) limit(v int, each float64) error {
	most := energy.Watts(each * float64(f.homes[v]))
	return f.solver.SetLimits(v, split.Limits{Min: -most, Max: most})
}

func (f *streets) tell() {
	for i := range f.up {
		f.solver.Set(i, f.up[i], f.down[i])
	}
}

func (f *streets) split() { f.result = f.solver.Solve(f.target) }

// narrow changes the limit of one transformer, to one that binds, and splits again.
func (f *streets) narrow() {
	if err := f.limit(f.lowest+f.chance.IntN(len(f.homes)-f.lowest), 800+400*f.chance.Float64()); err != nil {
		f.failed = err
	}
	f.split()
}

// live has each home do what it was given for a few seconds, and do it now.
func (f *streets) live() {
	for i, x := range f.solver.Shares() {
		f.up[i].Weight -= energy.WattHours(x) / 1000
		f.down[i].Weight += energy.WattHours(x) / 1000
		f.up[i].Present, f.down[i].Present = max(0, x), max(0, -x)
	}
}

func (f *streets) binding() (n int) {
	for range f.solver.Binding() {
		n++
	}
	return n
}

// timed returns the processor time of do, in ms.
func (f *streets) timed(do func()) float64 {
	took, err := threadTime(do)
	if err != nil {
		f.failed = err
	}
	return float64(took) / float64(time.Millisecond)
}

// check fails where something did, or the target was not split.
func (f *streets) check() error {
	if f.failed != nil {
		return f.failed
	}
	sum := energy.Watts(0)
	for _, x := range f.solver.Shares() {
		sum += x
	}
	if off := (sum - f.target).Abs(); off > 1e-9*f.target || f.result.Unmet != 0 {
		return fmt.Errorf("%v W of %v W are split", sum, f.target)
	}
	return nil
}
