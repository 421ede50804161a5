package control

import "github.com/hearthgrid/hearthgrid/shared/energy"

const (
	peakSlack  energy.Ratio = 0.02 // below Ready before the battery is kept for peaks
	peakMargin energy.Watts = 0.05 // W of each W of the target, left free by recharging
)

// shave returns the power that keeps import at or below the target. Where there
// is energy to spare self-consumption does that and more, so shaving wishes
// nothing; else it discharges only what stands over the target, and recharges
// only from what is free below it. The wish has no step anywhere, so it cannot
// make the home swing between the two.
func (d *Desk) shave(v *look) energy.Want {
	neutral, known := v.neutral.Power()
	soc, told := v.snap.SoC.Value()
	peak := &d.config.Peak
	if !peak.Limited || !known {
		return energy.Want{}
	}
	spare := told && d.ready.at(soc, peak.Ready, peak.Ready-peakSlack)
	over := neutral - peak.Import
	switch {
	case spare && d.config.Gain > 0:
		return energy.Want{}
	case spare || !told:
		return wish(max(0, over))
	case over > 0:
		return wish(over)
	}
	free := over + peakMargin*peak.Import
	recharge := min(0, max(free, -peak.Recharge))
	return wish(min(recharge, neutral))
}

// withinPeak returns p, or what it takes to stay at the owner's target where p
// would make a new peak. Without a meter that is not known, so nothing is taken
// from the grid.
func (d *Desk) withinPeak(p energy.Watts, v *look) energy.Want {
	if !d.config.Peak.Limited {
		return wish(p)
	}
	neutral, known := v.neutral.Power()
	if !known {
		return wish(max(p, 0))
	}
	return wish(max(p, neutral-d.config.Peak.Import))
}
