package world

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// ParseHouse reads a house from words such as
//
//	battery=10kW/20kWh soc=0.8 pv=0W load=2kW shape=huawei meter=sdm630
//
// in any order, each at most once:
//
//	seed=N             everything that is not told; write it first or anywhere
//	battery=POWER/ENERGY   rating each way, usable energy
//	soc=SHARE          0..1, or percent with a %
//	battery2=POWER/ENERGY  a second battery, with an inverter of its own; half full
//	soc2=SHARE  shape2=NAME   of that one
//	load=POWER         constant, a magnitude; without it a household lives there
//	pv=POWER           constant; without it the sun shines on the panels
//	peak=POWER         of the panels
//	shape=NAME         the equipment: see device.Shapes; default hybrid
//	meter=NAME         sunspec, sdm630, em24, em24e1 or none
//	lag=DURATION       of the meter, to 5s
//	lapse=DURATION     of a fixed lease, in place of the family's own
//	coupling=ac|dc     where it differs from the shape's
//	phase=1|2|3        that a one-phase inverter feeds
//	backup=on|off      goes on as an island when the grid is cut
//	dead=DURATION      from a command to the first movement
//	settle=DURATION    from there to 95 %
//	drift=SHARE        of the gauge per full cycle, may be negative
//	imbalance=SHARE    half the spread of the cells' charge
//	exposure=SHARE     0 heated room, 1 outdoors
//	serial=TEXT
func ParseHouse(words ...string) (House, error) {
	told := map[string]string{}
	for _, word := range words {
		key, value, ok := strings.Cut(word, "=")
		if !ok || value == "" {
			return House{}, wrong(word, errors.New("want key=value"))
		}
		if _, twice := told[key]; twice {
			return House{}, wrong(word, errors.New("told twice"))
		}
		told[key] = value
	}
	seed := uint64(1)
	if text, ok := told["seed"]; ok {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			return House{}, wrong("seed="+text, err)
		}
	}
	h := NewHouse(seed)
	if told["battery2"] != "" && told["soc2"] == "" {
		h.Spec.Second.SoC = 0.5
	}
	for key, value := range told {
		if err := h.tell(key, value); err != nil {
			return House{}, wrong(key+"="+value, err)
		}
	}
	return h, nil
}

func wrong(word string, err error) error {
	return &fault.Error{Op: "read house", Kind: fault.Invalid, Subject: word, Err: err,
		Hint: "as in battery=10kW/20kWh soc=0.8 pv=0W load=2kW shape=huawei"}
}

func (h *House) tell(key, value string) (err error) {
	s := &h.Spec
	switch key {
	case "seed":
	case "battery":
		s.Power, s.Capacity, err = tellBattery(value)
	case "battery2":
		s.Second.Power, s.Second.Capacity, err = tellBattery(value)
	case "soc2":
		s.Second.SoC, err = Share(value)
	case "shape2":
		h.Shape2, err = device.ParseShape(value)
	case "soc":
		s.SoC, err = Share(value)
	case "load":
		h.load, err = power(value, -1)
	case "pv":
		h.pv, err = power(value, 1)
	case "peak":
		s.PVPeak, err = Power(value)
	case "shape":
		h.Shape, err = device.ParseShape(value)
	case "meter":
		h.Meter, err = device.ParseMeter(value)
	case "lag":
		h.Lag, err = time.ParseDuration(value)
	case "lapse":
		h.Lapse, err = time.ParseDuration(value)
	case "dead":
		s.DeadTime, err = time.ParseDuration(value)
	case "settle":
		s.Settling, err = time.ParseDuration(value)
	case "drift":
		s.Drift, err = Share(value)
	case "imbalance":
		s.Imbalance, err = Share(value)
	case "exposure":
		s.Exposure, err = Share(value)
	case "serial":
		h.Serial = value
	default:
		return h.tellChoice(key, value)
	}
	return err
}

func (h *House) tellChoice(key, value string) error {
	switch key + "=" + value {
	case "coupling=ac":
		h.Spec.Coupling, h.coupled = plant.AC, true
	case "coupling=dc":
		h.Spec.Coupling, h.coupled = plant.DC, true
	case "backup=on":
		h.Spec.Backup = true
	case "backup=off":
		h.Spec.Backup = false
	case "phase=1", "phase=2", "phase=3":
		h.Spec.Phase = plant.Phase(value[0] - '0')
	default:
		return errors.New("nothing of a house")
	}
	return nil
}

func tellBattery(value string) (p energy.Watts, size energy.WattHours, err error) {
	rating, whole, ok := strings.Cut(value, "/")
	if !ok {
		return 0, 0, errors.New("want power/energy")
	}
	if p, err = Power(rating); err != nil {
		return 0, 0, err
	}
	kilo, ok := strings.CutSuffix(whole, "kWh")
	factor := 1000.0
	if !ok {
		kilo, ok = strings.CutSuffix(whole, "Wh")
		factor = 1
	}
	v, err := strconv.ParseFloat(kilo, 64)
	if err != nil || !ok {
		return 0, 0, fmt.Errorf("%q: want an energy such as 20kWh", whole)
	}
	return p, energy.WattHours(v * factor), nil
}

func power(text string, sign energy.Watts) (*energy.Watts, error) {
	p, err := Power(text)
	p = sign * p.Abs()
	return &p, err
}

// Power reads "1500W", "1.5kW" or "-3kW".
func Power(text string) (energy.Watts, error) {
	factor := 1000.0
	number, ok := strings.CutSuffix(text, "kW")
	if !ok {
		number, ok = strings.CutSuffix(text, "W")
		factor = 1
	}
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || !ok || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q: want a power such as 1500W or 1.5kW", text)
	}
	return energy.Watts(v * factor), nil
}

// Share reads "0.8" or "80%".
func Share(text string) (energy.Ratio, error) {
	number, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q: want a share such as 0.8 or 80%%", text)
	}
	if percent {
		v /= 100
	}
	return energy.Ratio(v), nil
}
