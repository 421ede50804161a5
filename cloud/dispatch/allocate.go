package dispatch

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Allocation is a capacity split over homes. Magnitudes.
type Allocation struct {
	Shares             []energy.Participation // one per home, in their order
	Up, Down           energy.Watts           // granted in all
	ShortUp, ShortDown energy.Watts           // asked and not to be had
	// What bounds it at level +1 and -1, as far as it does, by node of the grid.
	BindingUp, BindingDown []split.Binding
}

// Allocate splits a capacity in each direction over the homes that are ready,
// inside the limits of every node of the grid: up by the energy each can still
// give, down by what each can still take, so that they run out together as far as
// the costs do not outweigh it. Nobody is above what it can do, and a home without
// energy for a direction gets nothing of it. A share that follows no signal is not
// to be sent: to the home it would be an order of 0 W. It fails as Invalid for a
// grid that is no tree over these homes, and then grants nothing.
func Allocate(capacityUp, capacityDown energy.Watts, homes []Home, grid Grid, costs Costs) (Allocation, error) {
	return new(allocator).allocate(capacityUp, capacityDown, homes, grid, costs)
}

// allocator is Allocate that keeps what it can use again.
type allocator struct {
	solver         *split.Solver
	parents, under []int32
}

func (a *allocator) allocate(up, down energy.Watts, homes []Home, grid Grid, costs Costs) (Allocation, error) {
	out := Allocation{Shares: make([]energy.Participation, len(homes)), ShortUp: max(0, up), ShortDown: max(0, down)}
	if err := a.tell(homes, grid, costs); err != nil {
		return out, err
	}
	met := a.solver.Solve(max(0, up))
	out.Up, out.ShortUp, out.BindingUp = met.Met, met.Unmet, slices.Collect(a.solver.Binding())
	for i, x := range a.solver.Shares() {
		out.Shares[i].SlopeUp = granted(x)
	}
	met = a.solver.Solve(min(0, -down))
	out.Down, out.ShortDown, out.BindingDown = -met.Met, -met.Unmet, slices.Collect(a.solver.Binding())
	for i, x := range a.solver.Shares() {
		s := &out.Shares[i]
		s.SlopeDown = granted(-x)
		s.Bounds = energy.Envelope{Min: -s.SlopeDown, Max: s.SlopeUp}
	}
	return out, nil
}

// trifle is below what any inverter resolves. A share of what rounding left of 0 W would be
// an order of 0 W to a home that is to be left alone.
const trifle energy.Watts = 1e-11

func granted(x energy.Watts) energy.Watts {
	if x < trifle {
		return 0
	}
	return x
}

// tell has the solver know all that a split follows from.
func (a *allocator) tell(homes []Home, grid Grid, costs Costs) error {
	if err := a.plant(len(homes), grid); err != nil {
		a.solver = nil
		return err
	}
	for i := range homes {
		up, down := homes[i].sides(costs)
		a.solver.Set(i, up, down)
	}
	for v, l := range grid.Limits {
		if err := a.solver.SetLimits(v, split.Limits{Min: min(l.Min, 0), Max: max(l.Max, 0)}); err != nil {
			return err
		}
	}
	return nil
}

// plant makes a new solver where the tree is another.
func (a *allocator) plant(homes int, grid Grid) error {
	if len(grid.Parents) == 0 {
		grid.Under = make([]int32, homes)
	}
	if err := grid.check(homes); err != nil {
		return err
	}
	if a.solver != nil && slices.Equal(a.parents, grid.Parents) && slices.Equal(a.under, grid.Under) {
		return nil
	}
	a.parents, a.under = slices.Clone(grid.Parents), slices.Clone(grid.Under)
	var err error
	a.solver, err = split.New(a.parents, a.under)
	return err
}
