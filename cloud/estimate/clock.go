package estimate

import "time"

const hours = 24

// clock is the place of an instant between the middles of two hours of the day.
type clock struct {
	a, b int
	w    float32
}

// hour is of the day, 0..24.
func (c *clock) hour() float32 { return wrapped(float32(c.a) + 0.5 + c.w) }

func clockAt(ticks uint32) clock {
	const hour = 3600 * tick
	x := float64(ticks%(hours*hour))/hour - 0.5
	if x < 0 {
		x += hours
	}
	a := int(x)
	return clock{a: a, b: (a + 1) % hours, w: float32(x - float64(a))}
}

// clocks are the two a home lives by: people's, which summer time moves, and the
// sun's, which nothing does.
type clocks struct {
	civil, solar clock
	bend, reach  float32 // of PV, see sun
}

// zone is where a region keeps its clocks.
type zone struct {
	place        *time.Location
	from, until  uint32 // in which the shifts hold
	civil, solar uint32 // ticks to add to those since epoch
	last         uint32 // instant that clocks are of
	clocks       clocks
}

// at returns the clocks at an instant.
func (z *zone) at(epoch time.Time, ticks uint32, s *sun) clocks {
	if ticks < z.from || ticks >= z.until {
		z.shift(epoch, ticks)
	} else if ticks == z.last {
		return z.clocks
	}
	z.last, z.clocks = ticks, clocks{civil: clockAt(ticks + z.civil), solar: clockAt(ticks + z.solar)}
	z.clocks.bend, z.clocks.reach = s.bend(&z.clocks.solar)
	return z.clocks
}

// shift finds the shifts of an instant, and until when they hold.
func (z *zone) shift(epoch time.Time, ticks uint32) {
	now := epoch.Add(time.Duration(ticks) * time.Second / tick).In(z.place)
	begin, end := now.ZoneBounds()
	z.from, z.until = 0, noAge
	if !begin.IsZero() {
		z.from = ticksSince(epoch, begin)
	}
	if !end.IsZero() {
		z.until = ticksSince(epoch, end)
	}
	const day = 24 * 3600
	_, offset := now.Zone()
	at := (int(epoch.Unix()%day) + offset + 2*day) % day
	z.civil, z.solar = uint32(at)*tick, uint32(at)*tick
	if now.IsDST() {
		z.solar = uint32((at+day-3600)%day) * tick
	}
}

// Zone says where a region keeps its clocks, in the place of epoch's location: loads
// follow them, and PV the same without summer time.
func (f *Fleet) Zone(region int, place *time.Location) {
	f.regions[region].zone = zone{place: place}
}
