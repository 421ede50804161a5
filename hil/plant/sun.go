package plant

import (
	"math"
	"time"
)

// sun is the direction of the sun (a unit vector) and the clear-sky radiation.
type sun struct {
	east, north, up float64
	beam            float64 // W/m² on a plane facing the sun, clear sky
	global          float64 // W/m² on the horizontal, clear sky
}

// sunAt follows Cooper 1969 for the declination and Spencer 1971 for the
// equation of time (within about half a degree and half a minute), and
// Haurwitz 1945 for clear-sky global radiation, of which 12 % is diffuse.
func sunAt(t time.Time, latitude, longitude Degrees) sun {
	u := t.UTC()
	day, hour := float64(u.YearDay()), hours(u)
	year := 2 * math.Pi * (float64(u.YearDay()-1) + hour/24) / 365
	solar := hour + float64(longitude)/15 + equationOfTime(year)/60
	sinTilt, cosTilt := math.Sincos(radians(23.45) * math.Sin(2*math.Pi*(284+day)/365)) // of the declination
	sinTurn, cosTurn := math.Sincos(radians(Degrees(15 * (solar - 12))))
	sinPhi, cosPhi := math.Sincos(radians(latitude))
	s := sun{
		east:  -cosTilt * sinTurn,
		north: cosPhi*sinTilt - sinPhi*cosTilt*cosTurn,
		up:    sinPhi*sinTilt + cosPhi*cosTilt*cosTurn,
	}
	if s.up > 0.01 {
		s.global = 1098 * s.up * math.Exp(-0.059/s.up)
		s.beam = 0.88 * s.global / s.up
	}
	return s
}

// equationOfTime returns minutes for the angle of the year in radians.
func equationOfTime(year float64) float64 {
	return 229.18 * (0.000075 + 0.001868*math.Cos(year) - 0.032077*math.Sin(year) -
		0.014615*math.Cos(2*year) - 0.040849*math.Sin(2*year))
}

func radians(d Degrees) float64 { return float64(d) * math.Pi / 180 }
