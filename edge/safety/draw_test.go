package safety_test

import (
	"math"
	"time"

	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const hardBounds = energy.BoundRating | energy.BoundBattery | energy.BoundSoCLow | energy.BoundSoCHigh | energy.BoundTemperature

func drawLimits(t *rapid.T) safety.Limits {
	magnitude := func(name string, most int) energy.Watts {
		return energy.Watts(rapid.IntRange(0, most).Draw(t, name))
	}
	cap := func(name string, most int) safety.Cap {
		return safety.Cap{Limited: rapid.Bool().Draw(t, name+" limited"), Power: magnitude(name, most)}
	}
	reserve := rapid.IntRange(0, 100).Draw(t, "reserve")
	low := rapid.IntRange(-30, 60).Draw(t, "coldest")
	width := rapid.IntRange(0, 60).Draw(t, "span")
	return safety.Limits{
		Reserve: energy.Ratio(reserve) / 100, MaxSoC: energy.Ratio(rapid.IntRange(reserve, 100).Draw(t, "max soc")) / 100,
		SoCHysteresis: energy.Ratio(rapid.IntRange(0, 10).Draw(t, "soc hysteresis")) / 100,
		Rating:        magnitude("rating", 12000), Margin: magnitude("margin", 500),
		Export: cap("export", 8000), Import: cap("import", 8000), Connection: cap("connection", 20000), Battery: cap("battery", 10000),
		Temperature: safety.Span{Limited: rapid.Bool().Draw(t, "temperature limited"), Min: energy.Celsius(low),
			Max: energy.Celsius(low + width), Hysteresis: energy.Celsius(rapid.IntRange(0, width/2).Draw(t, "back"))},
		Ramp: safety.Ramp{Limited: rapid.Bool().Draw(t, "ramp limited"), Rate: energy.WattsPerSecond(rapid.IntRange(1, 3000).Draw(t, "rate"))},
		Ages: safety.Ages{Grid: drawSeconds(t, "grid age", 0, 5), Battery: drawSeconds(t, "battery age", 0, 5),
			SoC: drawSeconds(t, "soc age", 0, 60), Temperature: drawSeconds(t, "temperature age", 0, 60)},
		Settle: drawSeconds(t, "settle", 0, 5), Hold: drawSeconds(t, "hold", 1, 15),
	}
}

func drawSeconds(t *rapid.T, name string, least, most int) time.Duration {
	return time.Duration(rapid.IntRange(least, most).Draw(t, name)) * time.Second
}

// drawReading is mostly well, else missing, doubtful, old, from the future or
// huge. Low draws are the likelier ones, so well comes first.
func drawReading[T ~float64](t *rapid.T, name string, now time.Time, least, most float64) energy.Reading[T] {
	r := energy.Read(T(rapid.Float64Range(least, most).Draw(t, name)), now)
	v, _ := r.Value()
	switch rapid.IntRange(0, 15).Draw(t, name+" flaw") - 10 {
	case 0:
		return r.Lost()
	case 1:
		return r.Doubt()
	case 2:
		return energy.Read(v, now.Add(-drawSeconds(t, name+" behind", 0, 90)))
	case 3:
		return energy.Read(v, now.Add(drawSeconds(t, name+" ahead", 0, 90)))
	case 4:
		return energy.Read(T(rapid.Float64().Draw(t, name+" huge")), now)
	case 5:
		return energy.Reading[T]{}
	}
	return r
}

func drawSnapshot(t *rapid.T, now time.Time) energy.Snapshot {
	return energy.Snapshot{
		Grid:         drawReading[energy.Watts](t, "grid", now, -15000, 15000),
		Battery:      drawReading[energy.Watts](t, "battery", now, -8000, 8000),
		SoC:          drawReading[energy.Ratio](t, "soc", now, -0.1, 1.1),
		MaxCharge:    drawReading[energy.Watts](t, "charge", now, -100, 10000),
		MaxDischarge: drawReading[energy.Watts](t, "discharge", now, -100, 10000),
		Temperature:  drawReading[energy.Celsius](t, "temperature", now, -40, 80),
	}
}

func drawWish(t *rapid.T) energy.Want {
	if rapid.IntRange(0, 9).Draw(t, "nothing wished") == 9 {
		return energy.Want{}
	}
	return energy.WantPower(energy.Watts(rapid.OneOf(rapid.Float64Range(-12000, 12000), rapid.Float64()).Draw(t, "wish")))
}

// known says which readings of one snapshot may be acted on at now, written
// out apart from the product.
type known struct {
	grid, battery, soc, charge, discharge, temperature bool
}

func stands[T ~float64](r energy.Reading[T], now time.Time, age time.Duration, least, most float64) bool {
	v, _ := r.Value()
	near := !r.At().Before(now.Add(-age)) && !r.At().After(now.Add(age))
	return r.Quality() == energy.Good && near && float64(v) >= least && float64(v) <= most
}

func knownAt(l *safety.Limits, s energy.Snapshot, now time.Time) known {
	widest := func(c safety.Cap) float64 {
		if c.Limited {
			return float64(c.Power)
		}
		return math.Inf(1)
	}
	grid, battery := widest(l.Connection), widest(l.Battery)
	most := max(250_000, float64(l.Rating)) // no home's battery takes more
	return known{
		grid:        stands(s.Grid, now, l.Ages.Grid, -grid, grid),
		battery:     stands(s.Battery, now, l.Ages.Battery, -battery, battery),
		soc:         stands(s.SoC, now, l.Ages.SoC, 0, 1),
		charge:      stands(s.MaxCharge, now, l.Ages.Battery, 0, most),
		discharge:   stands(s.MaxDischarge, now, l.Ages.Battery, 0, most),
		temperature: stands(s.Temperature, now, l.Ages.Temperature, -50, 100),
	}
}

// enough tells whether every reading that l needs is there.
func (k known) enough(l *safety.Limits) bool {
	meter := (!l.Export.Limited && !l.Import.Limited) || (k.grid && k.battery)
	return meter && k.soc && k.charge && k.discharge && (!l.Temperature.Limited || k.temperature)
}
