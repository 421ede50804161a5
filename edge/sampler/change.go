package sampler

import "github.com/hearthgrid/hearthgrid/shared/energy"

// moved tells whether a reading left its deadband, came or went.
func moved(b *energy.Deadband, t, n *energy.Snapshot) bool {
	for i := range n.Phases {
		if left(t.Phases[i], n.Phases[i], b.Current) {
			return true
		}
	}
	return power(b, t.Grid, n.Grid) || power(b, t.Inverter, n.Inverter) || power(b, t.Battery, n.Battery) ||
		power(b, t.PV, n.PV) || power(b, t.Load, n.Load) ||
		power(b, t.MaxCharge, n.MaxCharge) || power(b, t.MaxDischarge, n.MaxDischarge) ||
		left(t.SoC, n.SoC, b.Charge) || left(t.Capacity, n.Capacity, b.Capacity) || left(t.Temperature, n.Temperature, b.Temperature) ||
		left(t.Voltage, n.Voltage, b.Voltage) || left(t.Frequency, n.Frequency, b.Frequency) ||
		left(t.CellMin, n.CellMin, b.Cell) || left(t.CellMax, n.CellMax, b.Cell) || left(t.Islanded, n.Islanded, 0)
}

func power(b *energy.Deadband, told, now energy.Reading[energy.Watts]) bool {
	p, _ := told.Value()
	return left(told, now, b.PowerAt(p))
}

func left[T ~float64](told, now energy.Reading[T], band T) bool {
	a, _ := told.Value()
	b, _ := now.Value()
	return told.Quality() != now.Quality() || apart(a, b, band)
}

// changed tells whether a decision differs in kind: who asks, who is followed,
// what binds; or in what was approved by more than the deadband. How much those
// ask that are not followed stays at home.
func changed(b *energy.Deadband, t, n *energy.Decision) bool {
	if t.State != n.State || t.Layer != n.Layer || t.Order != n.Order || t.Arm != n.Arm || t.Bounds != n.Bounds {
		return true
	}
	for i := range n.Wants {
		_, asked := t.Wants[i].Power()
		if _, asks := n.Wants[i].Power(); asked != asks {
			return true
		}
	}
	return wanted(b, t.Approved, n.Approved) || wanted(b, t.Curtail, n.Curtail)
}

func wanted(b *energy.Deadband, told, now energy.Want) bool {
	p, asked := told.Power()
	q, asks := now.Power()
	return asked != asks || apart(p, q, b.PowerAt(p))
}

func apart[T ~float64](a, b, band T) bool { return max(a-b, b-a) > band }
