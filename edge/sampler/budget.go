package sampler

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// What a home may tell out of service: so many reports at once, and then one each so
// often. With what a report of changes carries beside its tick that is a twentieth of
// the bytes of 1 Hz.
const (
	burst = 60
	each  = 24 * time.Second
)

// ladder is how loose the deadband is by the reports that may still be told.
var ladder = [...]struct {
	left  float64
	loose energy.Loose
}{{15, 0}, {10, 1}, {6, 2}, {3, 3}, {1, 4}}

// loose is how loose the deadband of a report has to be after which so many may be
// told. After the last of them nothing is promised, so that whatever the home does
// is told late and never wrong.
func loose(left float64) energy.Loose {
	for _, step := range ladder {
		if left >= step.left {
			return step.loose
		}
	}
	return energy.Blind
}

// sighted is how many reports there have to be to end a blind spell: it costs one,
// and what follows it is to be promised something.
const sighted = 2
