package gateway

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/config"
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

// safety returns the limits as safety knows them.
func (l Limits) safety() safety.Limits {
	out := safety.Limits{
		Reserve: energy.Ratio(l.ReserveRatio), MaxSoC: energy.Ratio(l.MaxSoCRatio), SoCHysteresis: socOverlap, Rating: noRating,
		Export: capOf(l.MaxExportW, l.ConnectionW), Import: capOf(l.MaxImportW, l.ConnectionW), BatteryExport: capOf(l.MaxBatteryExportW, nil),
		Margin: l.margin(), Connection: l.plausible(),
		Ages:   safety.Ages{Grid: fastAge, Battery: fastAge, SoC: slowAge, Temperature: slowAge, Cells: slowAge},
		Settle: settle, Hold: hold,
		Fuse: l.Fuse.safety(), Temperature: l.Temperature.safety(), Charging: l.Charging.safety(), Cells: l.Cells.safety(), Swings: l.Swings.safety(),
	}
	if agreed := l.rating(); agreed.Limited {
		out.Rating = agreed.Power
	}
	if l.RampWPerS != nil {
		out.Ramp = safety.Ramp{Limited: true, Rate: energy.WattsPerSecond(*l.RampWPerS)}
	}
	if l.DailyWh != nil {
		out.Daily = safety.Daily{Limited: true, Energy: energy.WattHours(*l.DailyWh)}
	}
	l.believes(&out)
	return out
}

// believes says when readings, and the battery, are not believed.
func (l Limits) believes(out *safety.Limits) {
	out.Jumps = l.Jumps.safety()
	out.Frozen = l.Frozen.safety()
	if b := l.Balance; b != nil && !b.Off {
		out.Balance = safety.Balance{Limited: true, Tolerance: energy.Watts(b.Tolerance), After: b.Within.Duration(), Pause: b.Pause.Duration(), Tries: uint8(b.Tries)}
	}
	switch p := l.Proof; {
	case p == nil:
		out.Proof = usualProof()
	case !p.Off:
		out.Proof = safety.Proof{Limited: true, Tolerance: energy.Watts(p.Tolerance), Settle: p.Within.Duration(), Pause: p.Pause.Duration(), Tries: uint8(p.Tries)}
	}
}

// usualProof is asked for where nothing else was agreed: accepted is not applied. It is
// patient, for a slow ramp is obeyed, and so is a battery that warms up first.
func usualProof() safety.Proof {
	return safety.Proof{Limited: true, Settle: time.Minute, Tolerance: 300, Pause: 10 * time.Minute, Tries: 30}
}

func (j *Jumps) safety() safety.Jumps {
	agreed := Jumps{SoCRatio: 0.05, TemperatureC: 5}
	if j != nil {
		agreed = *j
	}
	if agreed.Off {
		return safety.Jumps{}
	}
	return safety.Jumps{Limited: true, SoC: energy.Ratio(agreed.SoCRatio), Temperature: energy.Celsius(agreed.TemperatureC)}
}

func (f *Frozen) safety() safety.Frozen {
	agreed := Frozen{After: config.Millis(time.Minute), PowerW: 1000, ShareRatio: 0.05}
	if f != nil {
		agreed = *f
	}
	if agreed.Off {
		return safety.Frozen{}
	}
	return safety.Frozen{Limited: true, After: agreed.After.Duration(), Power: energy.Watts(agreed.PowerW), Share: energy.Ratio(agreed.ShareRatio)}
}

func (f *Fuse) safety() safety.Fuse {
	if f == nil {
		return safety.Fuse{}
	}
	out := safety.Fuse{Limited: true, Current: energy.Amperes(f.CurrentA), Voltage: energy.Volts(f.LowestVoltageV)}
	for i, p := range phases {
		out.Feeds[i] = slices.Contains(f.Phases, p)
	}
	return out
}

func (s *Span) safety() safety.Span {
	if s == nil {
		return safety.Span{}
	}
	c := func(v float64) energy.Celsius { return energy.Celsius(v) }
	return safety.Span{Limited: true, Min: c(s.MinC), Max: c(s.MaxC), Derate: c(s.DerateC), Hysteresis: c(s.HysteresisC)}
}

func (c *Cells) safety() safety.Cells {
	if c == nil {
		return safety.Cells{}
	}
	v := func(v float64) energy.Volts { return energy.Volts(v) }
	return safety.Cells{Limited: true, Min: v(c.MinV), Max: v(c.MaxV), Taper: v(c.TaperV), Hysteresis: v(c.HysteresisV)}
}

func (s *Swings) safety() safety.Swings {
	if s == nil {
		return safety.Swings{}
	}
	return safety.Swings{Limited: true, Band: energy.Watts(s.BandW), Dwell: s.Dwell.Duration(), PerHour: uint8(s.PerHour)}
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

// rating is the lower of those agreed.
func (l Limits) rating() safety.Cap {
	return capOf(l.InverterRatingW, nil).Tighter(capOf(l.BatteryRatingW, nil))
}

// kept is the limit of export that holds whatever becomes of the gateway.
func (l Limits) kept() safety.Cap {
	out := capOf(l.MaxExportW, nil)
	if l.Operator != nil {
		out = out.Tighter(capOf(l.Operator.FailsafeExportW, nil))
	}
	return out
}

// What a meter of class 1 may be wrong by: 1 % of what it reads (EN 50470-1, class B,
// above the transitional current), and near 0 W what is too little to say.
const (
	class1              = 0.01
	unsure energy.Watts = 20
)

func inaccuracy(p energy.Watts) energy.Watts { return max(unsure, class1*p) }

// margin is kept free inside export and import, so that the meter's inaccuracy does
// not break the limit that it is held by.
func (l Limits) margin() energy.Watts {
	if l.MarginW != nil {
		return energy.Watts(*l.MarginW)
	}
	tight := capOf(l.MaxExportW, l.ConnectionW).Tighter(capOf(l.MaxImportW, l.ConnectionW))
	return inaccuracy(tight.Power)
}

// judged returns l for Excursions: export that the meter cannot tell from the limit
// is not beyond it.
func judged(l safety.Limits) safety.Limits {
	l.Export.Power += inaccuracy(l.Export.Power)
	return l
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
