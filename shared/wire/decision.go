package wire

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func encodeDecision(d *energy.Decision) *Decision {
	m := &Decision{
		State: uint32(d.State), Layer: uint32(d.Layer), Bounds: uint32(d.Bounds),
		Order: d.Order, LeaseLeftMs: millis(d.LeaseLeft), Arm: d.Arm, ArmLeftMs: millis(d.ArmLeft),
	}
	if p, ok := d.Approved.Power(); ok {
		f := float32(p)
		m.ApprovedW = &f
	}
	if p, ok := d.Curtail.Power(); ok {
		f := float32(p)
		m.CurtailW = &f
	}
	for layer, want := range d.Wants {
		if p, ok := want.Power(); ok {
			m.Wants = append(m.Wants, &Want{Layer: uint32(layer), PowerW: float32(p)})
		}
	}
	return m
}

// decodeDecision keeps a layer or state this build does not know as it is: it
// shows as "unknown", and a want of such a layer is left out.
func decodeDecision(m *Decision) energy.Decision {
	if m == nil {
		return energy.Decision{}
	}
	d := energy.Decision{
		State: energy.SafetyState(m.State), Layer: energy.Layer(m.Layer), Bounds: energy.Bounds(m.Bounds),
		Order: m.Order, LeaseLeft: duration(m.LeaseLeftMs), Arm: m.Arm, ArmLeft: duration(m.ArmLeftMs),
	}
	if m.ApprovedW != nil && energy.IsFinite(energy.Watts(*m.ApprovedW)) {
		d.Approved = energy.WantPower(energy.Watts(*m.ApprovedW))
	}
	if m.CurtailW != nil && energy.IsFinite(energy.Watts(*m.CurtailW)) {
		d.Curtail = energy.WantPower(energy.Watts(*m.CurtailW))
	}
	for _, w := range m.Wants {
		if int(w.Layer) < energy.NumLayers && energy.IsFinite(energy.Watts(w.PowerW)) {
			d.Wants[w.Layer] = energy.WantPower(energy.Watts(w.PowerW))
		}
	}
	return d
}

const maxMillis = uint64(1<<63-1) / uint64(time.Millisecond)

func millis(d time.Duration) uint64 { return uint64(max(0, d.Milliseconds())) }

func duration(ms uint64) time.Duration {
	return time.Duration(min(ms, maxMillis)) * time.Millisecond
}
