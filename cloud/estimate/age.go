package estimate

import (
	"math"
	"time"
)

// Ages are counted in steps of a quarter octave from one second up: what is
// learned of an age of 60 s says as much of one of 70 s, and nothing of one of 2.
const (
	octaves    = 18 // 1 s to 3 days
	perOctave  = 4
	numAges    = octaves * perOctave
	tick       = 8 // parts of a second in which times are kept
	noAge      = math.MaxUint32
	fresh      = 3 * tick // a younger reading stands for now: Measured
	live       = 90 * tick
	silentFrom = 10 * tick // a home silent for longer cannot be commanded
	goesOn     = 10 * tick // longest that a silent home does as it was told
	modelled   = 24 * 3600 * tick
)

// ageIndex returns the step of an age in ticks. The bits of a float32 are its
// logarithm: exponent, and two bits of mantissa for the quarter.
func ageIndex(ticks uint32) int {
	i := int(math.Float32bits(float32(ticks)/tick)>>21) - 127*perOctave
	return min(max(i, 0), numAges-1)
}

// ageOf returns the age at the lower end of step i, in s.
func ageOf(i int) float64 {
	return math.Ldexp(1+float64(i%perOctave)/perOctave, i/perOctave)
}

func (f *Fleet) ticks(t time.Time) uint32 { return ticksSince(f.epoch, t) }

func ticksSince(epoch, t time.Time) uint32 {
	return uint32(max(0, t.Sub(epoch)) / (time.Second / tick))
}
