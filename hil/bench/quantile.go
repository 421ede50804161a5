package bench

import (
	"cmp"
	"math"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Quantile returns the smallest of the samples that at least a share q of them
// do not exceed (nearest rank), so it is always one that was measured. q is
// 0..1; outside of it the nearest end counts. It is false for no samples.
func Quantile[T cmp.Ordered](samples []T, q energy.Ratio) (T, bool) {
	if len(samples) == 0 {
		var none T
		return none, false
	}
	sorted := slices.Sorted(slices.Values(samples))
	rank := int(math.Ceil(float64(q) * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1], true
}
