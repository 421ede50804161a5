package soak

import "fmt"

// aside counts the seconds of what is not as it should be and no command's doing.
func (h *home) aside() {
	if commanded, yes := h.oppose(); yes {
		h.count(fmt.Sprintf("s opposed, %d of %d commanded", commanded, len(h.batteries)))
	}
	for i := range h.batteries {
		b := &h.batteries[i]
		own := !b.forced && !b.truth.Islanded && b.truth.Battery > offPower
		if own && b.truth.SoC+b.truth.GaugeError < h.agreed.reserve-offSoC {
			h.count("s below the reserve, own mode")
		}
	}
}
