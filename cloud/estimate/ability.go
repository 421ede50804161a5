package estimate

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Ability is what the battery of one home can do, in magnitudes, whether or not it
// may be commanded.
type Ability struct {
	Charge    energy.Watts     // most it takes
	Discharge energy.Watts     // most it gives
	Stored    energy.WattHours // 0..Capacity
	Capacity  energy.WattHours
}

// Ability returns what the battery of home i can do at now, were the energy in it
// at its quantile of a level, 0..1 without its ends; false where nothing is believed
// of the home or it never told of its battery.
func (f *Fleet) Ability(i Slot, now time.Time, level energy.Ratio) (Ability, bool) {
	var s sum
	p, ok := f.believed(i, now, &s)
	if !ok || p.block.homes[0].seen&seenEnergy == 0 {
		return Ability{}, false
	}
	h, habits := &p.block.homes[0], &f.habits[i]
	rating := max(habits.charge, habits.discharge)
	if p.now > h.moved {
		h.drain(&p.block.lanes[0], rating, p.air.sky.variance, p.now-h.moved)
	}
	h.energy += float32(normalQuantile(float64(level)) * math.Sqrt(float64(h.doubt)))
	h.energy = min(max(h.energy, 0), h.capacity)
	if p.block.lanes[0].age >= goesStale {
		h.limit(rating)
	}
	return Ability{
		Charge: energy.Watts(h.charge), Discharge: energy.Watts(h.discharge),
		Stored: energy.WattHours(h.energy), Capacity: energy.WattHours(h.capacity),
	}, true
}

// Left returns the energy that can still be given, as it arrives outside of the
// battery, at constant power.
func (a Ability) Left() energy.WattHours {
	return usable * max(0, a.Stored-lastShare*a.Capacity)
}

// Room returns the energy that can still be taken.
func (a Ability) Room() energy.WattHours { return max(0, a.Capacity-a.Stored) }

// Up returns the most that can be given for all of a span.
func (a Ability) Up(s Span) energy.Watts {
	return min(a.Discharge, energy.Watts(a.Left())*energy.Watts(perHours[s]))
}

// Down returns the most that can be taken for all of a span.
func (a Ability) Down(s Span) energy.Watts {
	return min(a.Charge, energy.Watts(a.Room())*energy.Watts(perHours[s]))
}
