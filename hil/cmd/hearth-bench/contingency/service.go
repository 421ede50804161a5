package contingency

import (
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Service is what homes are armed with, and within what time of the frequency asking for
// it their response has to be full.
type Service struct {
	Name  string
	Curve energy.Curve
	Full  time.Duration
	Depth energy.Hertz // of an event that asks for all of it for a while

	droop   *score.Service // how the market judges it, where it is one
	reserve *score.Reserve // likewise
}

// The services. Frequency containment of Continental Europe (EU 2017/1485); NESO's
// Dynamic Containment; AEMO's fast and very fast raise as a variable controller gives
// them, from the edge of the normal band to where the standard ramp ends.
func FCR() Service {
	judge := score.FCR()
	return Service{Name: "fcr", Curve: energy.Curve{{}, {Away: 0.2, Share: 1}}, Full: 30 * time.Second, Depth: 0.39, droop: &judge}
}

// DynamicContainment is begun within half a second and full within one.
func DynamicContainment() Service {
	curve := energy.Curve{{Away: 0.015}, {Away: 0.2, Share: 0.05}, {Away: 0.5, Share: 1}}
	judge := score.DynamicContainment()
	return Service{Name: "dynamic_containment", Curve: curve, Full: time.Second, Depth: 0.8, droop: &judge}
}

// FastRaise is full within six seconds.
func FastRaise() Service {
	return raise("fast-raise", 6*time.Second)
}

// VeryFastRaise is full within one second.
func VeryFastRaise() Service {
	return raise("very-fast-raise", time.Second)
}

func raise(name string, full time.Duration) Service {
	all := score.Reserves()
	i := slices.IndexFunc(all, func(r score.Reserve) bool { return r.Name == name })
	return Service{Name: "fcas_" + strings.ReplaceAll(name, "-", "_"), Curve: energy.Curve{{Away: 0.15}, {Away: 0.5, Share: 1}}, Full: full, Depth: 0.8, reserve: &all[i]}
}
