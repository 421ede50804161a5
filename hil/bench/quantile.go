package bench

import (
	"math"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Quantile returns the smallest of the samples that at least a share q of them
// do not exceed (nearest rank), so it is always one that was measured. q is
// 0..1; outside of it the nearest end counts. It is false for no samples.
func Quantile(samples []time.Duration, q energy.Ratio) (time.Duration, bool) {
	if len(samples) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(samples))
	rank := int(math.Ceil(float64(q) * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1], true
}
