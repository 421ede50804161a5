package plant

import (
	"math"
	"math/rand/v2"
)

// appliance is a kind of use: how it draws power while it runs, and when in
// the day people start it.
type appliance struct {
	power   float64 // W while it heats or runs
	spread  float64 // sigma of the logarithm, from use to use
	minutes float64 // mean run; runs are 0.5 to 1.5 times as long
	on, off float64 // s, a thermostat's cycle; off 0 runs through
	share   float64 // of the energy that is neither base, fridge nor heating
	heating float64 // of the heating energy
	tended  bool    // seldom started while nobody is home
}

// appliances are the households' uses. Kettle, oven and washing machine are
// nameplate values; shares are such that days look like the recordings.
var appliances = [...]appliance{
	{power: 2000, spread: 0.1, minutes: 3, share: 0.06, tended: true},                        // kettle
	{power: 2200, spread: 0.2, minutes: 35, on: 240, off: 200, share: 0.18, tended: true},    // oven and hob
	{power: 2000, spread: 0.1, minutes: 18, share: 0.14, tended: true},                       // washing, dishes
	{power: 450, spread: 0.3, minutes: 70, share: 0.12, tended: true},                        // drum and dryer tail
	{power: 160, spread: 0.4, minutes: 100, share: 0.25, tended: true},                       // screens
	{power: 120, spread: 0.5, minutes: 120, share: 0.25, tended: true},                       // lights
	{power: 1350, spread: 0.1, minutes: 80, on: 1500, off: 240, heating: 0.55, tended: true}, // room heat
	{power: 1900, spread: 0.15, minutes: 25, on: 900, off: 120, heating: 0.45},               // hot water
}

// activity is when a fleet of 238 homes uses power, per hour of the day.
var activity = [24]float64{
	0.3, 0.15, 0.1, 0.1, 0.12, 0.3, 0.8, 1.35, 1.55, 1.4, 1.25, 1.15,
	1.2, 1.25, 1.1, 1.1, 1.3, 2.2, 2.9, 2.3, 1.8, 1.45, 0.95, 0.5,
}

func (a *appliance) duty() float64 {
	if a.off == 0 {
		return 1
	}
	return a.on / (a.on + a.off)
}

// energy returns the mean Wh of one use.
func (a *appliance) energy() float64 {
	return a.power * math.Exp(a.spread*a.spread/2) * a.duty() * a.minutes / 60
}

// use is one appliance of one home. Uses begin when the hazard gathered
// reaches a drawn patience, so dt does not change how often; a use begun
// during another prolongs it, so none of the energy is lost.
type use struct {
	kind     *appliance
	rate     float64 // uses per hour at activity 1
	patience float64
	left     float64 // s
	clock    float64 // s into the thermostat's cycle
	level    float64 // W
}

func (u *use) step(r *rand.Rand, hazard, seconds float64) float64 {
	u.patience -= u.rate * hazard * seconds / 3600
	for u.patience <= 0 {
		u.begin(r)
	}
	if u.left <= 0 {
		return 0
	}
	ran := min(seconds, u.left)
	u.left -= seconds
	u.clock += seconds
	if u.kind.off > 0 {
		for cycle := u.kind.on + u.kind.off; u.clock >= cycle; {
			u.clock -= cycle
		}
		if u.clock >= u.kind.on {
			return 0
		}
	}
	if seconds == 0 {
		return u.level
	}
	return u.level * ran / seconds
}

func (u *use) begin(r *rand.Rand) {
	u.patience += r.ExpFloat64()
	if u.left <= 0 {
		u.left, u.clock = 0, 0
		u.level = u.kind.power * math.Exp(u.kind.spread*r.NormFloat64())
	}
	u.left += u.kind.minutes * 60 * (0.5 + r.Float64())
}
