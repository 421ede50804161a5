package gateway

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
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
	// overload is how far past its rating a thing may be seen to go: a gG fuse
	// has an hour to blow at 1.6 times (IEC 60269-1), and an inverter may
	// overshoot for a moment. What is read beyond twice is not what flows.
	overload = 2
)

func (l Limits) safety() safety.Limits {
	out := safety.Limits{
		Reserve: energy.Ratio(l.ReserveRatio), MaxSoC: 1, SoCHysteresis: socOverlap, Rating: noRating,
		Export: capOf(l.MaxExportW, l.ConnectionW), Import: capOf(l.MaxImportW, l.ConnectionW), Connection: l.plausible(),
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

// capOf returns the limit at the connection. Where none is agreed the main
// fuse is one.
func capOf(agreed, fuse *float64) safety.Cap {
	switch {
	case agreed != nil:
		return safety.Cap{Limited: true, Power: energy.Watts(*agreed)}
	case fuse != nil:
		return safety.Cap{Limited: true, Power: energy.Watts(*fuse)}
	}
	return safety.Cap{}
}

// plausible is the most a reading of the meter is believed to be.
func (l Limits) plausible() safety.Cap {
	if l.ConnectionW == nil {
		return safety.Cap{}
	}
	return safety.Cap{Limited: true, Power: overload * energy.Watts(*l.ConnectionW)}
}

// rated returns l for a battery whose inverter says n of itself. Of two ratings
// the lower counts; active power is never above apparent power. A rating of 0 is
// one that nobody has set.
func rated(l safety.Limits, n driver.Nameplate) safety.Limits {
	power, _ := n.Power.Value()
	apparent, _ := n.Apparent.Value()
	for _, p := range []energy.Watts{power, energy.Watts(apparent)} {
		if p > 0 {
			l.Rating = min(l.Rating, p)
		}
	}
	charge, _ := n.MaxCharge.Value()
	discharge, _ := n.MaxDischarge.Value()
	if most := max(power, energy.Watts(apparent), charge, discharge); most > 0 {
		l.Battery = safety.Cap{Limited: true, Power: overload * most}
	}
	return l
}
