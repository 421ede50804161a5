package ledger

import (
	"cmp"
	"errors"
	"math/bits"
	"slices"

	"github.com/hearthgrid/hearthgrid/cloud/market/whole"
)

// Apportion splits total by weights, none of them negative and their sum
// positive: each part is within one millionth of its share and all together are
// the total. What rounding leaves goes to the largest remainders, the first of
// equals first (Hamilton's method).
func Apportion(total Micro, weights []int64) ([]Micro, error) {
	var all int64
	for _, w := range weights {
		if w < 0 {
			return nil, errors.New("a weight is negative")
		}
		var err error
		if all, err = sum(all, w); err != nil {
			return nil, err
		}
	}
	if all == 0 {
		return nil, errors.New("all weights are 0")
	}
	parts, rest := make([]Micro, len(weights)), make([]uint64, len(weights))
	left := whole.Size(int64(total))
	for i, w := range weights {
		high, low := bits.Mul64(whole.Size(int64(total)), uint64(w))
		q, r := bits.Div64(high, low, uint64(all))
		parts[i], rest[i] = Micro(q), r
		left -= q
	}
	give(parts, rest, left)
	if total < 0 {
		for i := range parts {
			parts[i] = -parts[i]
		}
	}
	return parts, nil
}

// give adds one to as many parts as are left, those of the largest rest first.
func give(parts []Micro, rest []uint64, left uint64) {
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for _, i := range order[:left] {
		parts[i]++
	}
}
