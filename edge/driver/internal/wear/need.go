package wear

import "github.com/hearthgrid/hearthgrid/shared/regmap"

// Need is what a write is for: the less of a day's budget is left, the more it takes
// to be paid for.
type Need uint8

// The needs.
const (
	More Need = iota // more power than is in force, the other direction, or all PV again
	Less             // less than is in force
	Stop             // 0 W
)

// stopShare is the part of a day's budget, at least one write, that is kept for less
// power than is in force, and the last write for none: a battery that has reached its
// reserve has to be stopped, and its inverter's own mode may not do so.
const stopShare = 6

// kept is how many of the day's writes to p are not for this.
func (n Need) kept(p regmap.Point) int {
	switch n {
	case Stop:
		return 0
	case Less:
		return 1
	}
	return max(1, p.Budget()/stopShare)
}
