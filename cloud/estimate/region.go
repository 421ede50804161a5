package estimate

import (
	"math"
	"time"
)

// region is what homes under one sky share: PV's index, 1 where it is as usual for
// the time of day, and by how much more than usual all draw.
type region struct {
	air
	rest   air          // as homes tell it that do not hide, see exam
	dark   air          // as it was believed when those hid, and not told since
	usual  [hours]usual // of a home of the region
	panel  int          // homes that rehearse
	zone   zone
	sun    sun
	clocks clocks  // now
	falls  float32 // share of itself that a clear sky's PV falls by in a tick, now
	hidden lives   // what those told that hide
	taking int     // homes of it in the exam
	heard  [numKinds]heardOf
}

// air is what homes of a region share.
type air struct{ sky, draw factor }

// factor is one number that many homes share. While homes report it is their
// mean; after that it goes back to 0 with a growing variance.
type factor struct {
	at       uint32  // when homes last told it
	then     float32 // its value at that time, beyond what is usual
	thenVar  float32
	value    float32 // now
	variance float32 // of its error now
	since    float32 // share of the standard error that came since homes told, 0..1
	spread   float32 // its usual variance
	marks    marks
	live     told // by live homes, as the last pass found them
	fresh    told // since the last pass, beyond what that counted
	bin      uint8
	stir     float32 // how far homes stray from it alone, over how far they usually do
	thenStir float32
	three    float32 // third and fourth cumulant of the error
	four     float32
}

func newRegion(place *time.Location) region {
	r := region{
		zone: zone{place: place}, sun: newSun(),
		air: air{sky: factor{spread: 0.2, stir: 1, thenStir: 1}, draw: factor{spread: 0.01, stir: 1, thenStir: 1}},
	}
	r.rest, r.dark = r.air, r.air
	for h := range r.usual {
		r.usual[h] = common(float64(h) + 0.5)
	}
	return r
}

// clocksOf returns what a region's clocks tell at an instant.
func (f *Fleet) clocksOf(r *region, ticks uint32) clocks { return r.zone.at(f.epoch, ticks, &r.sun) }

// common is a household of 500 W with its peak in the evening, and 1 kW of PV on a
// mean day: where nothing at all was told.
func common(hour float64) usual {
	load := -500 * (1 + 0.4*math.Cos(2*math.Pi*(hour-19)/24))
	return usual{load: float32(load), spread: float32(-0.8 * load), pv: float32(max(0, 2000*math.Cos(2*math.Pi*(hour-12)/24)))}
}

// told takes the mean of many homes' indices at now and the variance that their own
// doings give that mean, and keeps as much of it as is likely to be common to all:
// the update of a Kalman filter whose state is usually of the variance spread.
func (f *factor) told(now uint32, mean, noise float32) {
	gain := f.spread / (f.spread + noise)
	f.at, f.then, f.thenVar = now, gain*mean, gain*noise
	f.value, f.variance, f.since, f.three, f.four = f.then, f.thenVar, 0, 0, 0
	f.bin = binOf(f.value, root(f.spread))
}

// learn takes the same, before it is told: how much is usual, and how long it stands.
func (f *factor) learn(now uint32, mean, noise float32, g *growth) {
	f.spread = max(f.spread+2e-4*(mean*mean-noise-f.spread), 1e-4)
	value, scale := mean*f.spread/(f.spread+noise), root(f.spread)
	f.marks.reach(g, now, value/scale, 1/f.stir, binOf(value, scale))
}

// expect brings the factor to now, where no home tells it.
func (f *factor) expect(now uint32, g *growth) {
	if f.at == 0 || now-f.at <= goesOn {
		return
	}
	seconds := float64(now-f.at) / tick
	a := g.at(seconds, int(f.bin))
	truly := float32(g.truly[octaveOf(seconds)])
	f.stir = root(1 + a.keep*(f.thenStir*f.thenStir-1))
	s := root(f.spread) * f.stir
	f.value = a.keep*f.then + a.shift*s
	s *= root(truly)
	f.variance = a.keep*a.keep*f.thenVar + a.two*s*s
	f.three, f.four = a.three*s*s*s, min(a.four, mostTailed*a.two*a.two)*s*s*s*s
	f.since = root(a.two * s * s / max(f.variance, 1e-9))
}

// mostTailed is the highest excess kurtosis that what is shared is believed to have.
const mostTailed = 3

// binOf sorts a residual by its size in spreads.
func binOf(x, spread float32) uint8 {
	return above(x, -0.7*spread) + above(x, 0) + above(x, 0.7*spread)
}

func above(x, limit float32) (n uint8) {
	if x >= limit {
		n = 1
	}
	return n
}
