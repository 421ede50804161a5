package world

import (
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// House is one home as a person would tell it. What is not told is drawn from
// its seed.
type House struct {
	Spec    plant.Spec
	Shape   device.Shape
	Meter   device.Meter
	Lag     time.Duration // of the meter
	Lapse   time.Duration // see device.Config
	Serial  string        // drawn from its number where empty
	Shape2  device.Shape  // of the second battery's inverter, where Spec has one
	load    *energy.Watts
	pv      *energy.Watts
	coupled bool // the coupling was told
}

// NewHouse returns the house of a seed, with SunSpec equipment.
func NewHouse(seed uint64) House { return House{Spec: plant.Draw(seed)} }

// Add builds a house in the world and returns its number, from 0.
func (w *World) Add(h House) (int, error) {
	if !h.coupled {
		h.Spec.Coupling = plant.DC
		if h.Shape == device.ACCoupled || h.Shape == device.Victron {
			h.Spec.Coupling = plant.AC
		}
	}
	home, err := w.town.Add(h.Spec)
	if err != nil {
		return 0, err
	}
	h.hold(home)
	if h.Serial == "" {
		h.Serial = serial(len(w.banks))
	}
	bank, err := h.furnish(home, w.town.Now())
	if err != nil {
		return 0, err
	}
	w.banks = append(w.banks, bank)
	return len(w.banks) - 1, nil
}

// furnish builds the equipment around home.
func (h House) furnish(home *plant.Home, now time.Time) (*device.Bank, error) {
	bank, err := device.New(device.Config{
		Shape: h.Shape, Serial: h.Serial, Battery: h.Spec.Power, PV: h.Spec.PVPeak,
		Meter: h.Meter, MeterLag: h.Lag, Lapse: h.Lapse,
	}, home.First(), now)
	if err != nil {
		return nil, err
	}
	second, has := home.Second()
	if !has {
		return bank, nil
	}
	next, err := device.New(device.Config{
		Shape: h.Shape2, Serial: h.Serial + "-2", Battery: h.Spec.Second.Power, Lapse: h.Lapse, Second: true,
	}, second, now)
	if err != nil {
		return nil, err
	}
	bank.Beside(next)
	return bank, nil
}

func (h House) hold(home *plant.Home) {
	if h.load != nil {
		home.HoldLoad(*h.load)
	}
	if h.pv != nil {
		home.HoldPV(*h.pv)
	}
}
