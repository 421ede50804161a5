package plant

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// sky is what all homes of a town meet in one step.
type sky struct {
	at        time.Time
	elapsed   time.Duration
	dt        time.Duration // since the step before
	hour      float64       // local, 0..24
	weekend   bool
	day       int // local midnights since the town's start
	sun       sun
	clouds    *clouds
	weather   float64 // slow part of the cloud field
	outdoor   float64 // °C
	frequency energy.Hertz
	feeder    float64 // V, behind the home's own connection
	cut       bool    // no grid anywhere
}

func (t *Town) look() {
	now := t.config.Start.Add(t.elapsed)
	hour, weekday := hours(now), now.Weekday()
	t.sky = sky{
		at: now, elapsed: t.elapsed, dt: t.last, hour: hour,
		weekend: weekday == time.Saturday || weekday == time.Sunday,
		day:     dayNumber(now) - t.begun,
		sun:     sunAt(now, t.config.Latitude, t.config.Longitude),
		clouds:  t.clouds, weather: t.clouds.weather(t.elapsed.Seconds()),
		outdoor:   outdoor(now, hour, t.config.Latitude) + t.heat,
		frequency: nominalFrequency + energy.Hertz(t.frequency.value) + t.shift,
		feeder:    nominalVoltage + t.feeder.value,
		cut:       t.cut,
	}
}

func hours(t time.Time) float64 {
	hour, minute, second := t.Clock()
	return float64(hour) + float64(minute)/60 + float64(second)/3600
}

// dayNumber counts calendar days where t is, whatever its clock changes do.
func dayNumber(t time.Time) int {
	year, month, day := t.Date()
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// outdoor is a yearly and a daily sine about 12 °C, warmest in late July
// (January in the south) at 15 h.
func outdoor(t time.Time, hour float64, latitude Degrees) float64 {
	season := math.Cos(2 * math.Pi * float64(t.YearDay()-205) / 365)
	if latitude < 0 {
		season = -season
	}
	return 12 + 8*season + 4*math.Cos(2*math.Pi*(hour-15)/24)
}
