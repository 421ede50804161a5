package soak

import (
	"math"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// battery is one of a home: its part of the truth, and who moves it.
type battery struct {
	state  func() plant.State
	bank   *device.Bank
	truth  plant.State // now
	forced bool        // by its registers, else in its own mode, also under limits
}

// furnish builds the equipment: of a second battery too, where there is one.
func (h *home) furnish() error {
	spec := h.agreed.spec
	bank, err := device.New(device.Config{Shape: h.agreed.shape, Serial: "soak", Battery: spec.Power, PV: spec.PVPeak}, h.home.First(), h.town.Now())
	if err != nil {
		return err
	}
	h.bank, h.batteries = bank, []battery{{state: h.home.First().State, bank: bank}}
	second, has := h.home.Second()
	if !has {
		return nil
	}
	next, err := device.New(device.Config{Shape: h.agreed.shape2, Serial: "soak-2", Battery: spec.Second.Power, Second: true}, second, h.town.Now())
	if err != nil {
		return err
	}
	bank.Beside(next)
	h.batteries = append(h.batteries, battery{state: second.State, bank: next})
	return nil
}

// see takes in the truth now. It is mixed into the digest where the home's own does not
// say it all.
func (h *home) see() {
	h.truth = h.home.State()
	for i := range h.batteries {
		b := &h.batteries[i]
		b.truth, b.forced = b.state(), b.bank.Control() == device.Forced
		if h.several() {
			h.mix(math.Float64bits(float64(b.truth.Battery)))
			h.mix(math.Float64bits(float64(b.truth.SoC)))
		}
	}
}

func (h *home) several() bool { return len(h.batteries) > 1 }

// moved tells whether something commands a battery. Of several, one that rests by
// command only keeps out of the other's way.
func (h *home) moved() bool {
	for i := range h.batteries {
		b := &h.batteries[i]
		if b.bank.Control() != device.OwnMode && (!h.several() || b.truth.Battery.Abs() > offPower) {
			return true
		}
	}
	return false
}

// given is what commanded batteries give together.
func (h *home) given() energy.Watts {
	var sum energy.Watts
	for i := range h.batteries {
		if b := &h.batteries[i]; b.forced {
			sum += b.truth.Battery
		}
	}
	return sum
}

func (h *home) discharges() bool { return h.given() > offPower }

func (h *home) charges() bool { return h.given() < -offPower }

func (b *battery) discharges() bool { return b.forced && b.truth.Battery > offPower }

// opposing is what one battery has to take of what the other gives for them to oppose.
const opposing energy.Watts = 200

// oppose tells whether one takes what the other gives, and how many of both are
// commanded.
func (h *home) oppose() (commanded int, yes bool) {
	var gives, takes bool
	for i := range h.batteries {
		b := &h.batteries[i]
		gives, takes = gives || b.truth.Battery > opposing, takes || b.truth.Battery < -opposing
		if b.forced {
			commanded++
		}
	}
	return commanded, gives && takes
}
