package plant

import "github.com/hearthgrid/hearthgrid/shared/energy"

// First is a home as the equipment of its first battery knows it: the same as the
// home where there is no second.
type First struct{ home *Home }

// Second is a home as the equipment of its second battery knows it.
type Second struct{ home *Home }

// First returns the home for the equipment of its first battery, and of its PV.
func (h *Home) First() First { return First{h} }

// Second returns the home for the equipment of its second battery, and false where it
// has none.
func (h *Home) Second() (Second, bool) { return Second{h}, h.second != nil }

// State returns the truth now, with one battery alone in it.
func (f First) State() State {
	if f.home.second == nil {
		return f.home.state
	}
	return f.home.around(f.home.one)
}

// SetBattery is Home's.
func (f First) SetBattery(p energy.Watts) { f.home.SetBattery(p) }

// Release is Home's.
func (f First) Release() { f.home.Release() }

// Curtail is Home's.
func (f First) Curtail(p energy.Watts) { f.home.Curtail(p) }

// Uncurtail is Home's.
func (f First) Uncurtail() { f.home.Uncurtail() }

// State returns the truth now, with the second battery alone in it, and no PV.
func (s Second) State() State { return s.home.around(s.home.second.state) }

// SetBattery commands the second battery as Home's does the first.
func (s Second) SetBattery(p energy.Watts) {
	b := s.home.second
	if !energy.IsFinite(p) {
		return
	}
	b.ordered = true
	b.asked = min(max(float64(p), -b.battery.rated), b.battery.rated)
	b.response.aim(b.asked, s.home.elapsed)
}

// Release gives the second battery back to its own self-consumption, which regulates
// on the same meter as the first's.
func (s Second) Release() { s.home.second.ordered = false }

// Ordered tells whether SetBattery is in force for the second battery.
func (s Second) Ordered() bool { return s.home.second.ordered }

// SetSoC sets the stored energy of the second battery.
func (s Second) SetSoC(soc energy.Ratio) {
	s.home.second.battery.stored = min(max(float64(soc), 0), 1) * s.home.second.battery.capacity
}

// around is one battery's part with what all of the home share.
func (h *Home) around(part State) State {
	st := &h.state
	part.At, part.Grid, part.Load, part.Phases = st.At, st.Grid, st.Load, st.Phases
	part.Islanded, part.Dark, part.Voltage, part.Frequency = st.Islanded, st.Dark, st.Voltage, st.Frequency
	if st.Dark {
		part.Inverter = 0
	}
	return part
}
