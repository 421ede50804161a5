package plant

import (
	"errors"
	"math"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Coupling says where battery and PV meet.
type Coupling uint8

// The couplings.
const (
	AC Coupling = iota // two inverters, meeting on the home's AC bus
	DC                 // one hybrid inverter, meeting on its DC link
)

// Spec is what a home is built from. Draw gives a whole one; a scenario then
// changes what it cares about.
type Spec struct {
	Seed     uint64 // of everything random inside the home
	X, Y     Metres // east and north of the town's middle
	Coupling Coupling

	Capacity   energy.WattHours // usable, > 0
	Power      energy.Watts     // battery rating each way, > 0
	SoC        energy.Ratio     // at the start
	Efficiency energy.Ratio     // of the cells, round trip
	DeadTime   time.Duration    // from command to first movement
	Settling   time.Duration    // from the command to 95 %, at least DeadTime
	Standby    energy.Watts     // magnitude drawn while the battery sleeps
	Exposure   energy.Ratio     // 0 in a heated room, 1 outdoors

	Second SecondBattery // beside the first, with equipment of its own

	Imbalance energy.Ratio // half the spread of the cells' charge, as SoC
	Drift     energy.Ratio // of the gauge per full cycle, either sign; 0 for none
	Phase     Phase        // that the inverters feed
	Backup    bool         // goes on as an island where the grid is lost

	PVPeak       energy.Watts // at 1000 W/m² and 25 °C, 0 for none
	Tilt         Degrees      // 0 flat, 90 upright
	Azimuth      Degrees      // 180 south
	ShadeAzimuth Degrees      // middle of an obstacle 60° wide
	ShadeHeight  Degrees      // its elevation, 0 for none

	DailyLoad  energy.WattHours // mean day's consumption, a magnitude
	Heating    energy.Ratio     // share of it in electric heat and hot water
	LineOhms   float64          // of the connection, Ω
	LoadReplay *Replay          // plays instead of the household
	PVReplay   *Replay          // plays instead of sun, clouds and panel
}

// batterySizes are capacity (Wh), power (W) and weight, after 249 ratings of a
// real fleet: median 10 kWh and 5 kW.
var batterySizes = [...]struct {
	capacity energy.WattHours
	power    energy.Watts
	weight   float64
}{
	{2790, 2500, 5}, {5870, 2500, 39}, {7500, 3300, 3}, {10000, 5000, 100}, {10000, 3300, 18},
	{12500, 5000, 13}, {13050, 5000, 20}, {15000, 5000, 36}, {19570, 5000, 4}, {26100, 10000, 11},
}

// Draw returns the home of a seed: battery sized as in a real fleet, PV of
// 3 to 10 kW, speed and losses within what laboratories measured on home
// storage, somewhere within 8 km of the town's middle.
func Draw(seed uint64) Spec {
	r := source(seed, 3)
	s := Spec{Seed: seed, Coupling: Coupling(r.IntN(2))}
	s.Capacity, s.Power = drawBattery(r)
	s.SoC = energy.Ratio(between(r, 0.2, 0.9))
	s.Efficiency = energy.Ratio(between(r, 0.945, 0.969))
	s.DeadTime = time.Duration(between(r, 0.6, 1.6) * float64(time.Second))
	s.Settling = time.Duration(2.7 * math.Pow(14/2.7, r.Float64()) * float64(time.Second))
	s.Standby = energy.Watts(between(r, 5, 18))
	s.Exposure = energy.Ratio(between(r, 0.1, 0.7))
	s.drawPlace(r)
	s.DailyLoad = energy.WattHours(min(max(12000*math.Exp(0.5*r.NormFloat64()), 3000), 45000))
	if r.Float64() < 0.25 {
		s.Heating = energy.Ratio(between(r, 0.2, 0.5))
	}
	s.LineOhms = between(r, 0.1, 0.35)
	s.Imbalance = energy.Ratio(between(source(seed, 7), 0.002, 0.012))
	return s
}

func (s *Spec) drawPlace(r *rand.Rand) {
	distance, turn := 8000*math.Sqrt(r.Float64()), 2*math.Pi*r.Float64()
	s.X, s.Y = Metres(distance*math.Sin(turn)), Metres(distance*math.Cos(turn))
	s.PVPeak = energy.Watts(between(r, 3000, 10000))
	s.Tilt = Degrees(between(r, 15, 45))
	s.Azimuth = Degrees(180 + 35*r.NormFloat64())
	s.ShadeAzimuth, s.ShadeHeight = Degrees(between(r, 80, 280)), Degrees(between(r, 0, 25))
}

func drawBattery(r *rand.Rand) (energy.WattHours, energy.Watts) {
	var total float64
	for _, size := range batterySizes {
		total += size.weight
	}
	left := total * r.Float64()
	for _, size := range batterySizes {
		if left -= size.weight; left < 0 {
			return size.capacity, size.power
		}
	}
	return 10000, 5000
}

func between(r *rand.Rand, low, high float64) float64 { return low + (high-low)*r.Float64() }

func (s *Spec) validate() error {
	switch {
	case !(s.Capacity > 0) || !(s.Power > 0):
		return errors.New("battery capacity and power must be above 0")
	case !(s.SoC >= 0 && s.SoC <= 1):
		return errors.New("state of charge must be 0..1")
	case !(s.Efficiency > 0.5 && s.Efficiency <= 1):
		return errors.New("cell efficiency must be above 0.5 and at most 1")
	case s.DeadTime < 0 || s.Settling < s.DeadTime:
		return errors.New("want a dead time of 0 or more, and a settling time from the command on that is not below it")
	case !(s.PVPeak >= 0) || !(s.DailyLoad >= 0) || !(s.Standby >= 0) || !(s.LineOhms >= 0):
		return errors.New("PV peak, daily load, standby and line resistance are magnitudes, 0 or more")
	case !(s.Heating >= 0 && s.Heating <= 1) || !(s.Exposure >= 0 && s.Exposure <= 1):
		return errors.New("heating and exposure must be 0..1")
	case !(s.Imbalance >= 0 && s.Imbalance <= 0.2) || !(s.Drift >= -0.5 && s.Drift <= 0.5):
		return errors.New("cell imbalance must be 0..0.2 and gauge drift -0.5..0.5")
	case s.Phase > L3:
		return errors.New("phase must be L1, L2, L3 or all")
	case !s.LoadReplay.playable() || !s.PVReplay.playable():
		return errors.New("a replay needs a profile with samples and a step above 0")
	}
	return s.Second.validate()
}
