package record

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Tick is one decision with the readings that it is explained by.
type Tick struct {
	At                      time.Time
	Grid, Battery, PV, Load energy.Reading[energy.Watts]
	SoC                     energy.Reading[energy.Ratio]
	Decision                energy.Decision
}

// TickOf returns the tick of a snapshot and what was decided from it.
func TickOf(s energy.Snapshot, d energy.Decision) Tick {
	return Tick{At: s.At, Grid: s.Grid, Battery: s.Battery, PV: s.PV, Load: s.Load, SoC: s.SoC, Decision: d}
}

// notable tells whether t has to outlive its hour: it is the first of its
// minute, or other hands have the home than before. What limits a wish may change
// every second and is left to the minutes.
func (t *Tick) notable(before *Tick) bool {
	d, b := &t.Decision, &before.Decision
	return t.At.Unix()/60 != before.At.Unix()/60 || d.Layer != b.Layer || d.Order != b.Order || d.Arm != b.Arm ||
		(d.State == energy.Failsafe) != (b.State == energy.Failsafe)
}
