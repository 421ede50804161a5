package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// clamp narrows p, weakest limit first, so that the strongest has the last
// word: what is agreed about the pace, then the grid connection, then the
// battery. All but ramp, connection and fuse contain 0 W and so always meet.
func (s *State) clamp(l *Limits, snap *energy.Snapshot, p energy.Watts, layer energy.Layer, now time.Time) clamping {
	c := clamping{power: p, all: energy.Unbounded()}
	if layer != energy.Frequency {
		c.to(s.meter.sounds.reach(p, l.Frozen.cut()), energy.BoundSounding, energy.BoundSounding)
	}
	c.to(s.slope(l, snap, now), energy.BoundRamp, energy.BoundRamp)
	if layer != energy.Frequency {
		c.to(s.swing.reach(l.Swings, s.age(now)), energy.BoundDwell, energy.BoundDwell)
	}
	c.to(s.day.reach(l), energy.BoundEnergy, energy.BoundEnergy)
	c.to(s.within(l.Export, l.Import, l.Margin, snap), energy.BoundImport, energy.BoundExport)
	c.to(s.given(l, snap), 0, energy.BoundExport)
	c.to(s.operated(l, snap), energy.BoundOperator, energy.BoundOperator)
	c.to(s.carriage(l, snap), energy.BoundFuse, energy.BoundFuse)
	if l.Live.Lockout {
		c.to(energy.Envelope{Min: energy.Unbounded().Min}, 0, energy.BoundLockout)
	}
	c.to(energy.Envelope{Min: -l.Rating, Max: l.Rating}, energy.BoundRating, energy.BoundRating)
	c.to(s.pack(snap), energy.BoundBattery, energy.BoundBattery)
	c.to(s.stateOfCharge(), energy.BoundSoCHigh, energy.BoundSoCLow)
	c.to(s.voltage(l, snap), energy.BoundCell, energy.BoundCell)
	c.to(s.warmth(l, snap), energy.BoundTemperature, energy.BoundTemperature)
	if l.Proof.Limited && !s.trusted.has(battery) {
		c.to(energy.Envelope{}, energy.BoundStale, energy.BoundStale)
	}
	if s.torn {
		c.to(energy.Envelope{}, energy.BoundImplausible, energy.BoundImplausible)
	}
	return c
}

type clamping struct {
	power  energy.Watts
	all    energy.Envelope // what would have come of any wish
	bounds energy.Bounds
}

// to clamps into e and notes low where that raised the power, high where it
// lowered it.
func (c *clamping) to(e energy.Envelope, low, high energy.Bounds) {
	p := e.Clamp(c.power)
	if p > c.power {
		c.bounds |= low
	}
	if p < c.power {
		c.bounds |= high
	}
	c.power, c.all = p, c.all.Within(e)
}
