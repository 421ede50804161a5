package score

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Direction is which way a contingency reserve moves the frequency.
type Direction uint8

// The directions.
const (
	Raise Direction = iota // more power into the grid, after the frequency fell
	Lower
)

// String returns the direction's stable name.
func (d Direction) String() string { return [...]string{"raise", "lower"}[d] }

// Average is a time average of the response from the disturbance on, times a
// factor: what rises evenly from nothing is credited with where it arrives.
type Average struct {
	From, To time.Duration
	Factor   float64
}

// Reserve is one of AEMO's contingency services. Its amount is the least of the
// two averages and of the peak of the response in them.
type Reserve struct {
	Name      string
	Direction Direction
	Averages  [2]Average
}

// Reserves returns AEMO's eight contingency services, MASS v8.2. The windows of
// the fast service are stated in Table 8, as read at second hand; another reader
// of the same table begins its first at 1 s. Those of the others are the same form
// on their own times, and general knowledge: check them with the MASS in force
// before a claim of compliance.
func Reserves() []Reserve {
	var all []Reserve
	for _, d := range []Direction{Raise, Lower} {
		all = append(all,
			Reserve{"very-fast-" + d.String(), d, [2]Average{{0, time.Second, 2}, {time.Second, 6 * time.Second, 2}}},
			Reserve{"fast-" + d.String(), d, [2]Average{{0, 6 * time.Second, 2}, {6 * time.Second, time.Minute, 2}}},
			Reserve{"slow-" + d.String(), d, [2]Average{{6 * time.Second, time.Minute, 2}, {time.Minute, 5 * time.Minute, 2}}},
			Reserve{"delayed-" + d.String(), d, [2]Average{{time.Minute, 5 * time.Minute, 2}, {5 * time.Minute, 10 * time.Minute, 1}}},
		)
	}
	return all
}

// Metering is what samples a service is measured from.
type Metering struct {
	Every time.Duration // the slowest; time between samples further apart is lost
	// Before is how far back from the disturbance the power that the response
	// starts from is averaged.
	Before time.Duration
	// Discount is taken off where there are fewer than FewSites, whose samples may
	// all lag alike.
	FewSites int
	Discount energy.Ratio
}

// GeneralMetering is that of a single plant: 50 ms.
func GeneralMetering() Metering {
	return Metering{Every: 50 * time.Millisecond, Before: 5 * time.Second}
}

// SmallPlantMetering is that of many small plants without inertial response:
// 200 ms, and 5 % off for fewer than 200 sites (review of 2021).
func SmallPlantMetering() Metering {
	return Metering{Every: 200 * time.Millisecond, Before: 5 * time.Second, FewSites: 200, Discount: 0.05}
}
