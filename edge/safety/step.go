package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Step decides one tick. wish is the battery power wanted, positive discharges,
// and layer is who wants it. Without a wish the Setpoint leaves the inverter in
// its own mode; with flawed limits or a wish that is not finite it commands
// nothing.
func Step(limits *Limits, st State, snap energy.Snapshot, wish energy.Want, layer energy.Layer, now time.Time) (State, Setpoint, Verdict) {
	power, asked := wish.Power()
	if limits == nil || limits.Flaw() != "" || !energy.IsFinite(power) {
		return State{}, Setpoint{}, Verdict{State: energy.Failsafe, Bounds: energy.BoundStale}
	}
	missing := st.trust(limits, &snap, now)
	st.latch(limits, &snap)
	set := Setpoint{until: now.Add(limits.Hold)}
	var bounds energy.Bounds
	if missing {
		bounds = energy.BoundStale
	}
	if asked {
		var changed energy.Bounds
		set.asked = true
		set.power, changed = st.clamp(limits, &snap, power, now)
		bounds |= changed
	}
	st.phase = phase(missing, asked, bounds, layer)
	st.at, st.last = now, set
	return st, set, Verdict{State: st.phase, Bounds: bounds}
}

// trust updates which readings may be acted on and tells whether a needed one
// may not. Lost trust returns only after all needed were well for Settle; a
// pause longer than Hold starts that anew, for nobody looked.
func (s *State) trust(l *Limits, snap *energy.Snapshot, now time.Time) bool {
	need, usable := l.needed(), l.usable(snap, now)
	well := usable.has(need)
	if paused := now.Sub(s.at) > l.Hold; well && (!s.well || paused) {
		s.since = now
	}
	s.well = well
	s.trusted &= usable
	if well && now.Sub(s.since) >= l.Settle {
		s.trusted = usable
	}
	return !s.trusted.has(need)
}

// clamp narrows p, weakest limit first, so that the strongest has the last
// word. All but ramp and connection contain 0 W and so always meet.
func (s *State) clamp(l *Limits, snap *energy.Snapshot, p energy.Watts, now time.Time) (energy.Watts, energy.Bounds) {
	c := clamping{power: p}
	c.to(s.slope(l, snap, now), energy.BoundRamp, energy.BoundRamp)
	grid := s.connection(l, snap)
	c.to(energy.Envelope{Min: energy.Unbounded().Min, Max: grid.Max}, energy.BoundExport, energy.BoundExport)
	c.to(energy.Envelope{Min: grid.Min, Max: energy.Unbounded().Max}, energy.BoundImport, energy.BoundImport)
	c.to(energy.Envelope{Min: -l.Rating, Max: l.Rating}, energy.BoundRating, energy.BoundRating)
	c.to(s.pack(snap), energy.BoundBattery, energy.BoundBattery)
	c.to(s.stateOfCharge(), energy.BoundSoCHigh, energy.BoundSoCLow)
	c.to(s.warmth(l), energy.BoundTemperature, energy.BoundTemperature)
	return c.power, c.bounds
}

type clamping struct {
	power  energy.Watts
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
	c.power = p
}

func phase(missing, asked bool, bounds energy.Bounds, layer energy.Layer) energy.SafetyState {
	switch {
	case missing:
		return energy.Failsafe
	case bounds != 0:
		return energy.Limited
	case asked && layer == energy.Dispatch:
		return energy.Controlled
	}
	return energy.Autonomous
}
