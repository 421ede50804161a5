package plant

import (
	"errors"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// SecondBattery is one more battery of a home, behind an inverter of its own on the
// home's AC side and without PV. Speed, losses and place are those of the first; an
// island it does not help to carry. The zero SecondBattery is none.
type SecondBattery struct {
	Capacity energy.WattHours
	Power    energy.Watts
	SoC      energy.Ratio
}

func (b SecondBattery) validate() error {
	if b == (SecondBattery{}) {
		return nil
	}
	if !(b.Capacity > 0) || !(b.Power > 0) || !(b.SoC >= 0 && b.SoC <= 1) {
		return errors.New("a second battery needs a capacity and a power above 0 and a state of charge of 0..1")
	}
	return nil
}

// second is the second battery at work.
type second struct {
	battery  battery
	response response
	ordered  bool
	asked    float64
	power    float64 // outer side, in the last step
	flow     flow
	state    State // its part of the home's
}

func newSecond(spec Spec, first battery) *second {
	s := spec.Second
	if s == (SecondBattery{}) {
		return nil
	}
	rated := float64(s.Power)
	b := first
	b.capacity, b.rated, b.stored = float64(s.Capacity), rated, float64(s.SoC)*float64(s.Capacity)
	b.drift, b.loss = 0, newLoss(rated, 0.008, 0.010, 0.028)
	return &second{battery: b, response: newResponse(spec.DeadTime, spec.Settling)}
}

// run moves the battery by dt. lacks is what the home lacks without it, which its own
// mode gives: it knows of the first battery what the meter shows.
func (b *second) run(s sky, dt time.Duration, lacks float64) {
	if !b.ordered {
		b.response.aim(min(max(lacks, -b.battery.rated), b.battery.rated), s.elapsed-dt)
	}
	b.flow = b.battery.run(b.response.step(s.elapsed, dt), dt, s.outdoor)
	charge, discharge := b.battery.limits()
	b.response.value = min(max(b.response.value, -charge), discharge)
}

// rest is run without a grid to follow.
func (b *second) rest(s sky, dt time.Duration) {
	b.flow = b.battery.carry(0, dt, s.outdoor)
	b.response.settle(0)
}

// join adds the battery's part to the home's state, and keeps that as its own. What is
// said of one battery is said of both: energies and powers add up, and of cells the
// worst counts.
func (b *second) join(home *State, standby float64, island bool) {
	charge, discharge := b.battery.limits()
	own := State{
		Battery: energy.Watts(b.flow.power), Cells: energy.Watts(b.flow.cells), SoC: energy.Ratio(b.battery.soc()),
		Capacity: energy.WattHours(b.battery.capacity), MaxCharge: energy.Watts(charge), MaxDischarge: energy.Watts(discharge),
		Rating: energy.Watts(b.battery.rated), Temperature: energy.Celsius(b.battery.temperature),
	}
	if b.flow.power == 0 && !island { // an island's grid it does not even listen to
		own.Electronics = energy.Watts(-standby)
	}
	own.Inverter = own.Battery + own.Electronics
	own.CellMin, own.CellMax = b.battery.cells(b.flow)
	b.state, b.power = own, b.flow.power
	whole := home.Capacity + own.Capacity
	share := energy.Ratio(home.Capacity / whole)
	home.SoC, home.GaugeError = share*home.SoC+(1-share)*own.SoC, share*home.GaugeError
	home.Capacity = whole
	home.Battery += own.Battery
	home.Cells += own.Cells
	home.Electronics += own.Electronics
	home.MaxCharge += own.MaxCharge
	home.MaxDischarge += own.MaxDischarge
	home.Rating += own.Rating
	home.CellMin = energy.Volts(math.Min(float64(home.CellMin), float64(own.CellMin)))
	home.CellMax = energy.Volts(math.Max(float64(home.CellMax), float64(own.CellMax)))
}
