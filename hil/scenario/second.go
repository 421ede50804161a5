package scenario

import (
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A home's second battery has an inverter of its own on the same wires, called
// "storage2", and regulates on the same meter where nobody commands it.

const usualSecondSoC energy.Ratio = 0.5

// secondOptions are the keys of a site line that set it.
func secondOptions() map[string]option {
	return map[string]option{
		"battery2": func(s *site, v string) (err error) {
			if s.spec.Second.SoC == 0 {
				s.spec.Second.SoC = usualSecondSoC
			}
			s.spec.Second.Power, s.spec.Second.Capacity, err = batteryOf(v)
			return err
		},
		"soc2": ratioOf(func(s *site) *energy.Ratio { return &s.spec.Second.SoC }),
		"shape2": func(s *site, v string) (err error) {
			s.shape2, err = device.ParseShape(v)
			return err
		},
	}
}

// furnish builds the equipment of the home.
func (s *site) furnish(home *plant.Home, now time.Time) (*device.Bank, error) {
	bank, err := device.New(device.Config{
		Shape: s.shape, Meter: s.meter, Serial: "scenario", Battery: s.spec.Power, PV: s.pvAC,
	}, home.First(), now)
	if err != nil {
		return nil, err
	}
	second, has := home.Second()
	if !has {
		return bank, nil
	}
	next, err := device.New(device.Config{Shape: s.shape2, Serial: "scenario-2", Battery: s.spec.Second.Power, Second: true}, second, now)
	if err != nil {
		return nil, err
	}
	bank.Beside(next)
	return bank, nil
}

// apart is what is so of each battery alone, missing of a second where there is none.
func apart() []fact {
	of := func(name string, u unit, first bool, get func(s *plant.State) float64) fact {
		return fact{name: name, unit: u, get: func(h *house) value {
			second, has := h.home.Second()
			s := h.home.First().State()
			if !first && has {
				s = second.State()
			}
			return value{number: get(&s), absent: !first && !has}
		}}
	}
	battery := func(s *plant.State) float64 { return float64(s.Battery) }
	soc := func(s *plant.State) float64 { return float64(s.SoC) }
	return []fact{
		of("battery.1", watts, true, battery), of("battery.2", watts, false, battery),
		of("soc.1", pure, true, soc), of("soc.2", pure, false, soc),
		{name: "opposed", unit: watts, get: func(h *house) value { return number(opposed(h.home)) }},
	}
}

// opposed is the power that one battery takes of what the other gives.
func opposed(home *plant.Home) energy.Watts {
	second, has := home.Second()
	if !has {
		return 0
	}
	one, two := home.First().State().Battery, second.State().Battery
	return max(0, min(one, -two), min(-one, two))
}

func setSecondSoC(_ *run, h *house, v float64) {
	if second, has := h.home.Second(); has {
		second.SetSoC(energy.Ratio(v))
	}
}
