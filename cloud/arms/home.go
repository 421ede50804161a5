package arms

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Home is what a home told last.
type Home struct {
	Online   bool
	Boot     uint64
	Moment   energy.Moment // newest of Boot
	MomentAt time.Time     // when it was received
	Able     energy.Armable
	Highest  uint64 // arm that it took in Boot
	Armed    uint64 // arm in force as it reports, 0 for none
}
