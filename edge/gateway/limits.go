package gateway

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// What holds in every home until commissioning says more.
const (
	fastAge = 5 * time.Second  // of powers: the strictest of G100 and AS/NZS 4777
	slowAge = time.Minute      // of what changes with the battery's charge
	settle  = 3 * time.Second  // all well for so long before trust returns
	hold    = 10 * time.Second // the inverter's reversion timer
	// noRating stands for a home whose file names none: the battery's own
	// limits then bind first.
	noRating   energy.Watts = 1e6
	socOverlap energy.Ratio = 0.01
)

func (l Limits) safety() safety.Limits {
	out := safety.Limits{
		Reserve: energy.Ratio(l.ReserveRatio), MaxSoC: 1, SoCHysteresis: socOverlap, Rating: noRating,
		Export: capOf(l.MaxExportW), Import: capOf(l.MaxImportW),
		Ages:   safety.Ages{Grid: fastAge, Battery: fastAge, SoC: slowAge, Temperature: slowAge},
		Settle: settle, Hold: hold,
	}
	if l.InverterRatingW != nil {
		out.Rating = energy.Watts(*l.InverterRatingW)
	}
	if l.RampWPerS != nil {
		out.Ramp = safety.Ramp{Limited: true, Rate: energy.WattsPerSecond(*l.RampWPerS)}
	}
	return out
}

func capOf(w *float64) safety.Cap {
	if w == nil {
		return safety.Cap{}
	}
	return safety.Cap{Limited: true, Power: energy.Watts(*w)}
}
