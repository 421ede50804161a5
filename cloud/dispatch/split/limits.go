package split

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Limits are what the homes under a node have to stay inside together, signed.
// Min above 0 is for homes that have to discharge, for what else is under the
// node takes more than the node may.
type Limits = energy.Envelope

// Headroom returns the limits for the homes under a node that may import and
// export so much (magnitudes), where all else under it is forecast to be others
// (net, signed) and is not off by more than margin. Where the margin leaves no
// room, both are the middle: none can be sure, and neither side is preferred.
func Headroom(imports, exports, others, margin energy.Watts) Limits {
	room := Limits{Min: -imports - others + margin, Max: exports - others - margin}
	if room.Min > room.Max {
		middle := (room.Min + room.Max) / 2
		room = Limits{Min: middle, Max: middle}
	}
	return room
}

func checkLimits(node int, l Limits) error {
	if !(l.Min <= l.Max) {
		return invalid(fmt.Sprintf("node %d", node), "give a least power that is not above the most", fmt.Errorf("limits %v W to %v W", l.Min, l.Max))
	}
	return nil
}
