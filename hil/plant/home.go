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
	panel     panel
	household *household
	hybrid    loss // of the shared inverter, DC coupling only
	ordered   bool
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

	SoC          energy.Ratio
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
		oneWay: math.Sqrt(float64(spec.Efficiency)), standby: float64(spec.Standby), exposure: float64(spec.Exposure),
		loss: newLoss(rated, 0.008, 0.010, 0.028),
	}
	if spec.Coupling == DC {
		h.battery.loss = newLoss(rated, 0.003, 0.004, 0.008)
		h.hybrid = newLoss(h.rating(), 0.005, 0.006, 0.018)
	}
	h.battery.temperature = h.battery.exposure*s.outdoor + (1-h.battery.exposure)*18
	h.response = newResponse(spec.DeadTime, spec.Settling)
	h.panel = newPanel(spec)
	h.household = newHousehold(spec)
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
	h.response.aim(min(max(float64(p), -rated), rated), h.elapsed)
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
	load := h.consume(s, dt)
	pv := h.generate(s)
	if !h.ordered {
		own := -(pv + load + float64(h.state.Electronics))
		h.response.aim(min(max(own, -h.battery.rated), h.battery.rated), h.elapsed)
	}
	h.elapsed = s.elapsed
	f := h.battery.run(h.response.step(s.elapsed, dt), dt, s.outdoor)
	h.holdResponse()
	h.record(s, f, pv, load)
}

// holdResponse keeps the inverter's own ramp from winding up behind a limit.
func (h *Home) holdResponse() {
	charge, discharge := h.battery.limits()
	h.response.value = min(max(h.response.value, -charge), discharge)
}

func (h *Home) consume(s sky, dt time.Duration) float64 {
	if h.spec.LoadReplay != nil {
		return h.spec.LoadReplay.at(s, h.spec.PVPeak)
	}
	return -h.household.step(s, dt)
}

func (h *Home) generate(s sky) float64 {
	if h.spec.PVReplay != nil {
		return h.spec.PVReplay.at(s, h.spec.PVPeak)
	}
	return h.panel.power(s)
}

func (h *Home) record(s sky, f flow, pv, load float64) {
	st := &h.state
	st.At = s.at
	st.Battery, st.Cells, st.Load = energy.Watts(f.power), energy.Watts(f.cells), energy.Watts(load)
	passed, electronics := h.couple(f.power, pv)
	st.PV, st.Electronics = energy.Watts(passed), energy.Watts(electronics)
	st.Inverter = st.Battery + st.PV + st.Electronics
	st.Grid = st.Inverter + st.Load
	charge, discharge := h.battery.limits()
	st.SoC, st.Capacity = energy.Ratio(h.battery.soc()), h.spec.Capacity
	st.MaxCharge, st.MaxDischarge = energy.Watts(charge), energy.Watts(discharge)
	st.Rating = energy.Watts(h.rating())
	st.Temperature = energy.Celsius(h.battery.temperature)
	st.Voltage = energy.Volts(s.feeder + h.spec.LineOhms*float64(st.Grid)/nominalVoltage)
	st.Frequency = s.frequency
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
