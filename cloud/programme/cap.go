package programme

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Limits are those of a region's homes together, magnitudes. What nobody has set is
// nil.
type Limits struct {
	Import, Export *energy.Watts
	Ramp           *energy.WattsPerSecond
}

// Cap returns the cap that limits read at a time make. A region that lacks one of them
// has none: what is not limited is not known to be free.
func (l Limits) Cap(read time.Time) (Cap, bool) {
	if l.Import == nil || l.Export == nil || l.Ramp == nil {
		return Cap{}, false
	}
	return Cap{Most: min(*l.Import, *l.Export), Rate: *l.Ramp, Read: read}, true
}
