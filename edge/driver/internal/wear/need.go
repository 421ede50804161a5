package wear

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Cause is who a command is for.
type Cause uint8

// The causes.
const (
	Asked Cause = iota // an order, a plan, a limit: it counts on the register
	Habit              // nobody asks: the home follows its own consumption
)

// Need is what a write is for: the less of a day's budget is left, the more it takes
// to be paid for.
type Need uint8

// The needs.
const (
	More  Need = iota // more power than is in force, the other direction, or all PV again
	Less              // less than is in force
	Stop              // 0 W
	Paced             // another power out of habit
)

// stopShare is the part of a day's budget, at least one write, that is kept for less
// power than is in force, and the last write for none: a battery that has reached its
// reserve has to be stopped, and its inverter's own mode may not do so.
const stopShare = 6

// habitShare is the part of a day's budget that habit may take, as the day goes by: a
// home that follows every cloud would else have nothing left for an order at noon.
const habitShare = 2

// kept is how many of the day's writes to p are not for this, so far into the day.
func (n Need) kept(p regmap.Point, day time.Duration) int {
	switch n {
	case Stop:
		return 0
	case Less:
		return 1
	case Paced:
		return p.Budget() - int(time.Duration(p.Budget()/habitShare)*day/(24*time.Hour))
	}
	return max(1, p.Budget()/stopShare)
}
