package plant

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Home is one simulated home. Its Town moves it; a register image commands its
// battery and reads its State. It is not safe for concurrent use.
type Home struct {
	spec      Spec
	battery   battery
	response  response
	second    *second // nil for none
	one       State   // the first battery's part, where there is a second
	panel     panel
	household *household
	hybrid    loss // of the shared inverter, DC coupling only
	wiring    wiring
	heldLoad  held
	heldPV    held
	curtail   held
	ordered   bool
	asked     float64 // W, while ordered
	cut       bool    // its own grid
	dark      bool    // an island that could not carry its load
	elapsed   time.Duration
	state     State
}

// State is a home's truth at one instant, signed as package energy says. The
// powers are those of the whole step that ended At.
type State struct {
	At          time.Time
	Grid        energy.Watts // Inverter + Load
	Inverter    energy.Watts // Battery + PV + Electronics
	Battery     energy.Watts // outer side of the battery's converter
	PV          energy.Watts // after curtailment, before a hybrid's inverter
	Electronics energy.Watts // standby and a hybrid's conversion loss, <= 0
	Load        energy.Watts // <= 0 unless a replay says otherwise
	Cells       energy.Watts // rate at which stored energy falls

	Phases   [3]energy.Watts // at the grid connection, L1 to L3, add up to Grid
	Islanded bool            // the grid is gone
	Dark     bool            // and nothing is supplied

	SoC          energy.Ratio
	GaugeError   energy.Ratio // what the battery management believes SoC is, less SoC
	CellMin      energy.Volts // of the weakest cell
	CellMax      energy.Volts // of the strongest
	Capacity     energy.WattHours
	MaxCharge    energy.Watts // magnitude the battery takes now
	MaxDischarge energy.Watts // magnitude the battery gives now
	Rating       energy.Watts // AC rating of all inverters together
	Temperature  energy.Celsius
	Voltage      energy.Volts
	Frequency    energy.Hertz
}

func newHome(spec Spec, s sky) *Home {
	h := &Home{spec: spec, elapsed: s.elapsed}
	rated := float64(spec.Power)
	h.battery = battery{
		capacity: float64(spec.Capacity), rated: rated, stored: float64(spec.SoC) * float64(spec.Capacity),
		imbalance: float64(spec.Imbalance), drift: float64(spec.Drift),
		oneWay: math.Sqrt(float64(spec.Efficiency)), standby: float64(spec.Standby), exposure: float64(spec.Exposure),
		loss: newLoss(rated, 0.008, 0.010, 0.028),
	}
	if spec.Coupling == DC {
		h.battery.loss = newLoss(rated, 0.003, 0.004, 0.008)
		h.hybrid = newLoss(h.rating(), 0.005, 0.006, 0.018)
	}
	h.battery.temperature = h.battery.exposure*s.outdoor + (1-h.battery.exposure)*18
	h.second = newSecond(spec, h.battery)
	h.response = newResponse(spec.DeadTime, spec.Settling)
	h.panel = newPanel(spec)
	h.household = newHousehold(spec)
	h.wiring = newWiring(spec)
	h.step(s, 0)
	return h
}

// rating is the AC power the home's inverters can pass: a hybrid's one
// inverter is as large as the larger of battery and 0.9 of the PV peak.
func (h *Home) rating() float64 {
	if h.spec.Coupling == DC {
		return max(float64(h.spec.Power), 0.9*float64(h.spec.PVPeak))
	}
	return float64(h.spec.Power) + 0.9*float64(h.spec.PVPeak)
}

// SetBattery commands the battery to p until Release. It follows after its
// dead time, as far as its limits and its energy let it, and sleeps below 1 %
// of its rating. A p that is not finite is ignored.
func (h *Home) SetBattery(p energy.Watts) {
	if !energy.IsFinite(p) {
		return
	}
	h.ordered = true
	rated := h.battery.rated
	h.asked = min(max(float64(p), -rated), rated)
	h.response.aim(h.asked, h.elapsed)
}

// Release gives the battery back to its own mode: the built-in
// self-consumption that keeps the grid connection near 0 W.
func (h *Home) Release() { h.ordered = false }

// Ordered tells whether SetBattery is in force.
func (h *Home) Ordered() bool { return h.ordered }

// State returns the truth now.
func (h *Home) State() State { return h.state }

// Spec returns what the home was built from.
func (h *Home) Spec() Spec { return h.spec }

func (h *Home) step(s sky, dt time.Duration) {
	load, pv := h.consume(s, dt)-h.wiring.extra(), h.generate(s)
	if s.cut || h.cut {
		h.island(s, dt, pv, load)
		return
	}
	if h.state.Islanded {
		h.state.Islanded, h.dark = false, false
		h.response.aim(h.asked, h.elapsed)
		if h.second != nil {
			h.second.response.aim(h.second.asked, h.elapsed)
		}
	}
	beside := 0.0
	if b := h.second; b != nil {
		beside = b.power
		b.run(s, dt, -(pv + load + float64(h.state.Electronics) + float64(h.one.Battery)))
	}
	if !h.ordered {
		h.response.aim(h.own(pv, load+beside), h.elapsed)
	}
	h.elapsed = s.elapsed
	f := h.battery.run(h.response.step(s.elapsed, dt), dt, s.outdoor)
	h.holdResponse()
	h.record(s, f, pv, load)
}

// own is what the inverter's self-consumption asks of the battery: what PV
// does not cover. One inverter for both passes PV first.
func (h *Home) own(pv, load float64) float64 {
	most := h.battery.rated
	if h.spec.Coupling == DC {
		most = min(most, max(0, h.hybrid.inFor(h.rating())-pv))
	}
	return min(max(-(pv+load+float64(h.state.Electronics)), -h.battery.rated), most)
}

// holdResponse keeps the inverter's own ramp from winding up behind a limit.
func (h *Home) holdResponse() {
	charge, discharge := h.battery.limits()
	h.response.value = min(max(h.response.value, -charge), discharge)
}

func (h *Home) consume(s sky, dt time.Duration) float64 {
	if h.heldLoad.on {
		return h.heldLoad.power
	}
	if h.spec.LoadReplay != nil {
		return h.spec.LoadReplay.at(s, h.spec.PVPeak)
	}
	return -h.household.step(s, dt)
}

func (h *Home) generate(s sky) float64 {
	p := h.offered(s)
	if h.curtail.on {
		return min(p, h.curtail.power)
	}
	return p
}

func (h *Home) offered(s sky) float64 {
	if h.heldPV.on {
		return max(0, h.heldPV.power)
	}
	if h.spec.PVReplay != nil {
		return h.spec.PVReplay.at(s, h.spec.PVPeak)
	}
	return h.panel.power(s)
}

func (h *Home) record(s sky, f flow, pv, load float64) {
	passed, electronics := h.couple(f.power, pv)
	h.write(s, f, passed, load, electronics)
	st := &h.state
	st.Phases = h.wiring.spread(float64(st.Inverter), load)
	st.Voltage = energy.Volts(s.feeder + h.spec.LineOhms*float64(st.Grid)/nominalVoltage)
	st.Frequency = s.frequency
}

// write fills the state but for what only the grid says.
func (h *Home) write(s sky, f flow, pv, load, electronics float64) {
	st := &h.state
	st.At, st.Dark = s.at, h.dark
	st.Battery, st.Cells, st.Load = energy.Watts(f.power), energy.Watts(f.cells), energy.Watts(load)
	st.PV, st.Electronics = energy.Watts(pv), energy.Watts(electronics)
	charge, discharge := h.battery.limits()
	st.SoC, st.GaugeError, st.Capacity = energy.Ratio(h.battery.soc()), energy.Ratio(h.battery.gaugeError()), h.spec.Capacity
	st.CellMin, st.CellMax = h.battery.cells(f)
	st.MaxCharge, st.MaxDischarge = energy.Watts(charge), energy.Watts(discharge)
	st.Rating = energy.Watts(h.rating())
	st.Temperature = energy.Celsius(h.battery.temperature)
	if h.second != nil {
		h.one = *st
		h.one.Inverter = st.Battery + st.PV + st.Electronics
		h.second.join(st, h.battery.standby, h.state.Islanded)
	}
	st.Inverter = st.Battery + st.PV + st.Electronics
	st.Grid = st.Inverter + st.Load
}

// couple returns the PV power that the inverters let through, and the power
// that electronics take (never positive).
func (h *Home) couple(battery, pv float64) (passed, electronics float64) {
	if battery == 0 {
		electronics = -h.battery.standby
	}
	if h.spec.Coupling == AC {
		return min(pv, 0.9*float64(h.spec.PVPeak)), electronics
	}
	room := h.hybrid.inFor(h.rating()) - battery
	passed = min(pv, max(room, 0))
	if link := math.Abs(battery + passed); link > 1 {
		electronics -= min(h.hybrid.at(link), 0.5*link+h.hybrid.c)
	}
	return passed, electronics
}
