package score

import "github.com/hearthgrid/hearthgrid/shared/energy"

const (
	// qualifyingRuns is how many tests in a row must reach LeastHour.
	qualifyingRuns = 3
	// LeastRolling is the rolling mean of hourly scores below which PJM takes the
	// qualification away.
	LeastRolling energy.Ratio = 0.40
)

// Qualifies tells whether three of the runs, in a row and in order of time, reach
// a score of 0.75.
func Qualifies(runs []Hour) bool {
	row := 0
	for _, h := range runs {
		if h.Scored == 0 || h.Total < LeastHour {
			row = 0
			continue
		}
		if row++; row == qualifyingRuns {
			return true
		}
	}
	return false
}

// Rolling returns the mean score of the hours that have one, and false where none
// has.
func Rolling(hours []Hour) (energy.Ratio, bool) {
	var sum energy.Ratio
	n := 0
	for _, h := range hours {
		if h.Scored > 0 {
			sum += h.Total
			n++
		}
	}
	if n == 0 {
		return 0, false
	}
	return sum / energy.Ratio(n), true
}
