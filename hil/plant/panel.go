package plant

import "math"

const (
	shadeHalfWidth = 30   // degrees
	shadeTakes     = 0.85 // of the beam
	perKelvin      = -0.004
	soiling        = 0.95
)

// panel is one plane of PV modules behind an AC inverter or a hybrid's tracker.
type panel struct {
	peak              float64
	x, y              Metres
	east, north, up   float64 // unit normal
	diffuse           float64 // share of the sky it sees
	shadeEast         float64 // unit vector toward the obstacle, horizontal
	shadeNorth        float64
	shadeTangent      float64 // of the obstacle's elevation
	shadeCosHalfWidth float64
	drift             drift
}

func newPanel(s Spec) panel {
	tilt, azimuth, shade := radians(s.Tilt), radians(s.Azimuth), radians(s.ShadeAzimuth)
	return panel{
		peak: float64(s.PVPeak), x: s.X, y: s.Y,
		east: math.Sin(tilt) * math.Sin(azimuth), north: math.Sin(tilt) * math.Cos(azimuth), up: math.Cos(tilt),
		diffuse:   (1 + math.Cos(tilt)) / 2,
		shadeEast: math.Sin(shade), shadeNorth: math.Cos(shade),
		shadeTangent: math.Tan(radians(s.ShadeHeight)), shadeCosHalfWidth: math.Cos(radians(shadeHalfWidth)),
	}
}

// power is the output in W, 0 at night and below the inverter's start-up at
// half a percent of the peak. Overcast leaves about a third of clear-sky
// radiation, all of it diffuse.
func (p *panel) power(s sky) float64 {
	if p.peak == 0 || s.sun.global == 0 {
		return 0
	}
	opacity := covered(s.clouds.field(&p.drift, p.x, p.y, s.elapsed, s.dt), s.weather)
	facing := max(0, p.east*s.sun.east+p.north*s.sun.north+p.up*s.sun.up)
	beam := s.sun.beam * facing * (1 - opacity) * p.lit(s.sun)
	irradiance := beam + s.sun.global*(0.12+0.17*opacity)*p.diffuse
	warm := s.outdoor + 0.03*irradiance - 25
	out := p.peak * irradiance / 1000 * (1 + perKelvin*warm) * soiling
	if out < 0.005*p.peak {
		return 0
	}
	return out
}

// lit is the share of the beam that passes the home's own obstacle.
func (p *panel) lit(s sun) float64 {
	flat := math.Hypot(s.east, s.north)
	toward := s.east*p.shadeEast + s.north*p.shadeNorth
	if toward < p.shadeCosHalfWidth*flat || s.up > p.shadeTangent*flat {
		return 1
	}
	return 1 - shadeTakes
}
