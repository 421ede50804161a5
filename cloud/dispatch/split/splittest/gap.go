package splittest

import (
	"context"
	"fmt"
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Gap returns how far an answer may be from the best, in shares of its cost and of
// the target: 0 where GLPK proves it the best.
func (p *Problem) Gap(ctx context.Context, shares []energy.Watts, unmet energy.Watts) (float64, error) {
	missed, err := p.Unmet(ctx)
	if err != nil {
		return 0, fmt.Errorf("what cannot be met: %w", err)
	}
	bound, err := p.Bound(ctx, p.Sums(shares)[0], shares)
	if err != nil {
		return 0, fmt.Errorf("what it costs: %w", err)
	}
	cost := p.Cost(shares)
	short := math.Abs(float64(unmet.Abs()-missed)) / max(1, math.Abs(float64(p.Target)))
	return max(short, math.Abs(cost-bound)/max(1, cost)), nil
}
