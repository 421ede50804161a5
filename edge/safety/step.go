package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Step decides one tick. wish is the battery power wanted, positive discharges,
// and layer is who wants it. Without a wish the Setpoint leaves the inverter in
// its own mode, and so it does where no wish may be followed: on an island, and
// for a battery that did not do what it was told. In a lock-out, and where the
// home is held still, it asks for 0 W. With flawed limits or a wish that is not finite it commands nothing;
// what it remembers stays.
func Step(limits *Limits, st State, snap energy.Snapshot, wish energy.Want, layer energy.Layer, now time.Time) (State, Setpoint, Verdict) {
	power, asked := wish.Power()
	if st.born.IsZero() {
		st.born = now
	}
	st.spent(now)
	if limits == nil || limits.Flaw() != "" || !energy.IsFinite(power) {
		st.phase, st.trusted, st.well, st.at, st.last = energy.Failsafe, 0, false, now, Setpoint{}
		return st, Setpoint{}, Verdict{State: energy.Failsafe, Bounds: energy.BoundStale}
	}
	unsafe, bounds := st.see(limits, &snap, now)
	bar := st.bar()
	locked := limits.Live.Lockout && bar == 0
	set := Setpoint{until: now.Add(limits.Hold), asked: bar == 0 && (asked || locked || limits.Live.Still)}
	var c clamping
	if bar == 0 {
		c = st.clamp(limits, &snap, power, layer, now)
		st.bear(st.heldBack(limits, &snap, c, power, layer, now), limits.Balance.Pause, now)
	}
	if set.asked {
		set.power, set.habit = c.power, asked && layer == energy.SelfConsumption && c.bounds&^limits.own() == 0
		bounds |= c.bounds
	}
	if asked {
		bounds |= bar
	}
	st.swing.follow(limits.Swings, st.steady(limits, set.power, c.bounds.Has(energy.BoundSounding)), st.age(now))
	set.sun, set.curbs = st.curtail(limits, &snap, st.expected(limits, &snap, set), now)
	bounds |= restraint(locked, set.curbs)
	st.phase = phase(unsafe, set.asked, bounds, layer)
	st.at, st.last = now, set
	return st, set, Verdict{State: st.phase, Bounds: bounds, Envelope: c.all}
}

// ownLimits are those that an inverter which follows the home's consumption by itself does
// not break either, or that are none of the battery's: its own, those of the grid
// connection, for it neither feeds the grid nor charges from it, and those of pace.
const ownLimits = energy.BoundRating | energy.BoundBattery | energy.BoundExport | energy.BoundImport |
	energy.BoundRamp | energy.BoundDwell | energy.BoundEnergy | energy.BoundSounding

// own are ownLimits, and to be full where nothing less than full was agreed.
func (l *Limits) own() energy.Bounds {
	if l.MaxSoC >= 1 {
		return ownLimits | energy.BoundSoCHigh
	}
	return ownLimits
}

// see updates what is known of the home, and tells whether what is needed to
// act safely is not.
func (s *State) see(l *Limits, snap *energy.Snapshot, now time.Time) (bool, energy.Bounds) {
	need, usable := l.needed(), l.usable(snap, now)
	odd := s.jumped(l, snap, usable) | s.froze(l, snap, usable, now) | s.exceed(l, snap, now)
	s.torn = s.weigh(l, snap, usable, now)
	s.idle = s.prove(l, snap, usable, now)
	missing := s.trust(l, need, usable&^odd, now)
	s.latch(l, snap, now)
	var bounds energy.Bounds
	if missing {
		bounds |= energy.BoundStale
	}
	if s.torn || odd&need != 0 {
		bounds |= energy.BoundImplausible
	}
	return missing || s.torn, bounds
}

// trust updates which readings may be acted on and tells whether a needed one
// may not. Lost trust returns only after all needed were well for Settle; a
// pause longer than Hold starts that anew, for nobody looked.
func (s *State) trust(l *Limits, need, usable signals, now time.Time) bool {
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

// bar returns why nothing may be commanded at all, 0 where it may.
func (s *State) bar() energy.Bounds {
	var b energy.Bounds
	if s.idle {
		b |= energy.BoundUnproven
	}
	if s.island {
		b |= energy.BoundIsland
	}
	return b
}

// expected is the battery power to reckon PV against: as commanded, else as
// measured, else the most there could be.
func (s *State) expected(l *Limits, snap *energy.Snapshot, set Setpoint) energy.Watts {
	if p, asked := set.Power(); asked {
		return p
	}
	if b, _ := snap.Battery.Value(); s.trusted.has(battery) {
		return b
	}
	return l.Rating
}

func restraint(locked, curbed bool) energy.Bounds {
	switch {
	case locked:
		return energy.BoundLockout
	case curbed:
		return energy.BoundExport
	}
	return 0
}

func phase(unsafe, asked bool, bounds energy.Bounds, layer energy.Layer) energy.SafetyState {
	switch {
	case unsafe:
		return energy.Failsafe
	case bounds != 0:
		return energy.Limited
	case asked && layer == energy.Dispatch:
		return energy.Controlled
	}
	return energy.Autonomous
}
