package plant

import (
	"math"
	"math/rand/v2"
)

const (
	cloudWaves   = 20
	weatherWaves = 6
)

// clouds is a Gaussian random field that drifts with the wind, made of random
// Fourier waves: any place and time can be asked without keeping state, and
// correlation between two homes falls with their distance.
type clouds struct {
	waves [cloudWaves]wave
	slow  [weatherWaves]wave
	turn  turn
}

type wave struct{ kx, ky, omega, phase float64 } // rad/m, rad/m, rad/s, rad

// newClouds draws wavelengths of 1.5 to 60 km, wind of 5 to 12 m/s, and a
// weather that turns over 1 to 5 days.
func newClouds(r *rand.Rand) *clouds {
	c := &clouds{}
	heading, wind := 2*math.Pi*r.Float64(), 5+7*r.Float64()
	for i := range c.waves {
		k := 2 * math.Pi / (1500 * math.Pow(40, r.Float64()))
		turn := 2 * math.Pi * r.Float64()
		speed := wind * math.Cos(turn-heading)
		c.waves[i] = wave{
			kx: k * math.Sin(turn), ky: k * math.Cos(turn),
			omega: -k*speed + 0.001*r.NormFloat64(), phase: 2 * math.Pi * r.Float64(),
		}
	}
	for i := range c.slow {
		c.slow[i] = wave{omega: 2 * math.Pi / (86400 * (1 + 4*r.Float64())), phase: 2 * math.Pi * r.Float64()}
	}
	return c
}

// opacity returns the share of the beam that is taken away, 0..1.
func (c *clouds) opacity(x, y Metres, seconds float64) float64 {
	return c.over(x, y, seconds, c.weather(seconds))
}

func (c *clouds) over(x, y Metres, seconds, weather float64) float64 {
	return covered(sum(c.waves[:], x, y, seconds), weather)
}

// covered is the opacity where the field stands above or below the weather.
func covered(field, weather float64) float64 {
	return 0.95 / (1 + math.Exp((weather-field)/0.15))
}

func (c *clouds) weather(seconds float64) float64 { return 1.2 * sum(c.slow[:], 0, 0, seconds) }

// sum is a standard normal field: each wave has variance 1/2.
func sum(waves []wave, x, y Metres, seconds float64) float64 {
	var total float64
	for i := range waves {
		w := &waves[i]
		total += math.Cos(w.kx*float64(x) + w.ky*float64(y) + w.omega*seconds + w.phase)
	}
	return total * math.Sqrt(2/float64(len(waves)))
}
