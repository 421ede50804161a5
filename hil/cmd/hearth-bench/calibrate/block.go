package calibrate

import (
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// block is what one day of one thing counts: truths, and those within each interval.
type block struct {
	n       int
	covered [4]int
}

// note takes the rank of a truth: within the innermost interval are the two ranks in
// the middle, and each further one has one more on either side.
func (b *block) note(rank int) {
	b.n++
	for i := range b.covered {
		if middle := len(PIT{}) / 2; rank >= middle-1-i && rank <= middle+i {
			b.covered[i]++
		}
	}
}

// standardError is that of a coverage: what days drawn at random from those that were
// would give it (block bootstrap, Künsch 1989; with blocks that do not overlap,
// Carlstein 1986, its variance needs no drawing). Within a day truths are as alike as
// they are; days count as independent.
func standardError(days []block, level int) energy.Ratio {
	var all block
	for _, d := range days {
		all.n, all.covered[level] = all.n+d.n, all.covered[level]+d.covered[level]
	}
	share, sum, count := float64(all.covered[level])/float64(all.n), 0.0, 0.0
	for _, d := range days {
		if d.n > 0 {
			more := float64(d.covered[level]) - share*float64(d.n)
			sum, count = sum+more*more, count+1
		}
	}
	return energy.Ratio(math.Sqrt(sum*count/max(count-1, 1)) / float64(all.n))
}
