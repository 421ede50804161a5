package estimate

import (
	"math"
	"time"
)

// region is what homes under one sky share: PV's index, 1 where it is as usual for
// the time of day, and by how much more than usual all draw.
type region struct {
	sky, draw factor
	usual     [hours]usual // of a home of the region
	panel     int          // homes that rehearse
	zone      zone
	clocks    clocks // now
	heard     [numKinds]heardOf
	tuned     [numKinds]tuning
}

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
	three    float32 // third and fourth cumulant of the error
	four     float32
}

func newRegion(place *time.Location) region {
	r := region{zone: zone{place: place}, tuned: [numKinds]tuning{newTuning(), newTuning()}, sky: factor{spread: 0.2}, draw: factor{spread: 0.01}}
	for h := range r.usual {
		r.usual[h] = common(float64(h) + 0.5)
	}
	return r
}

// common is a household of 500 W with its peak in the evening, and 1 kW of PV on a
// mean day: where nothing at all was told.
func common(hour float64) usual {
	load := -500 * (1 + 0.4*math.Cos(2*math.Pi*(hour-19)/24))
	return usual{load: float32(load), spread: float32(-0.8 * load), pv: float32(max(0, 2000*math.Cos(2*math.Pi*(hour-12)/24)))}
}

// told takes the mean of many homes' indices at now and the variance that their own
// doings give that mean, and keeps as much of it as is likely to be common to all:
// the update of a Kalman filter whose state is usually of the variance spread.
func (f *factor) told(now uint32, mean, noise float32, g *growth) {
	f.spread = max(f.spread+2e-4*(mean*mean-noise-f.spread), 1e-4)
	gain := f.spread / (f.spread + noise)
	value, scale := gain*mean, float32(math.Sqrt(float64(f.spread)))
	f.bin = binOf(value, scale)
	f.marks.reach(g, now, value/scale, f.bin)
	f.at, f.then, f.thenVar = now, value, gain*noise
	f.value, f.variance, f.since, f.three, f.four = value, gain*noise, 0, 0, 0
}

// expect brings the factor to now, where no home tells it.
func (f *factor) expect(now uint32, g *growth) {
	a := g.at(float64(now-f.at)/tick, int(f.bin))
	s := float32(math.Sqrt(float64(f.spread)))
	f.value = a.keep*f.then + a.shift*s
	f.variance = a.keep*a.keep*f.thenVar + a.two*f.spread
	f.since = root(a.two * f.spread / max(f.variance, 1e-9))
	f.three, f.four = a.three*f.spread*s, a.four*f.spread*f.spread
}

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
