package plant

import (
	"math"
	"math/rand/v2"
	"time"
)

const (
	baseShare  = 0.22
	fridgeMean = 38.0 // W
	fridgeOn   = 0.36 // of its cycle
	awayFactor = 0.12 // of the uses that people start
)

// household is a home's consumption: a base, a fridge, and uses that people
// start when they are home. Powers are magnitudes in W.
type household struct {
	random   *rand.Rand
	base     float64
	fridge   float64 // W while its compressor runs
	cycle    float64 // s of the fridge
	shift    float64 // h, how late this household lives
	mood     float64 // today's level
	day      int
	presence presence
	uses     []use
}

func newHousehold(s Spec) *household {
	r := source(s.Seed, 4)
	daily := float64(s.DailyLoad)
	fridge := min(fridgeMean, 0.1*daily/24)
	h := &household{
		random: r, fridge: fridge / fridgeOn, cycle: between(r, 1800, 3600), shift: between(r, -1.2, 1.2),
		presence: presence{home: true}, day: -1,
	}
	heat := float64(s.Heating) * daily
	h.base = baseShare * (daily - heat) / 24
	h.furnish(daily-heat-24*(h.base+fridge), heat)
	return h
}

// furnish sets every use's rate so that a mean day spends use + heat Wh.
func (h *household) furnish(spend, heat float64) {
	free, tended := weights()
	for i := range appliances {
		kind := &appliances[i]
		hours := free
		if kind.tended {
			hours = tended
		}
		rate := (kind.share*spend + kind.heating*heat) / (kind.energy() * hours)
		h.uses = append(h.uses, use{kind: kind, rate: rate, patience: h.random.ExpFloat64()})
	}
}

func (h *household) step(s sky, dt time.Duration) float64 {
	if s.day != h.day {
		h.day = s.day
		h.mood = math.Exp(0.22*h.random.NormFloat64() - 0.22*0.22/2)
	}
	hour := s.hour - h.shift + 24
	for hour >= 24 {
		hour -= 24
	}
	h.presence.step(h.random, hour, s.weekend, dt.Hours())
	total := h.base
	if cycles := (s.elapsed.Seconds() + 1000*h.shift + 3600) / h.cycle; cycles-math.Floor(cycles) < fridgeOn {
		total += h.fridge
	}
	free := activity[int(hour)] * h.mood
	tended := free * h.presence.factor()
	for i := range h.uses {
		hazard := free
		if h.uses[i].kind.tended {
			hazard = tended
		}
		total += h.uses[i].step(h.random, hazard, dt.Seconds())
	}
	return total
}
