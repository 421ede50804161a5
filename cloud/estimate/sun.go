package estimate

import "math"

// sun is when the day of a region begins and ends by its solar clock, as its homes'
// PV tells, and what follows from it: between the knots of an hour a clear sky gives in
// proportion to the sine of the sun's height, which a line is far from where the sun
// rises or sets.
type sun struct {
	rise, set float32 // h, below 0 where not known
	height    [slots + 1]float32
	heard     uint32 // when homes last told whether it is light
	dim       uint32 // since when it is dark; 0 where it is light
	edge      bool   // that it grew dark then was seen
	edgeHour  float32
	votes     votes
}

// votes are of homes: how many told of their PV, and to how many it was light.
type votes struct {
	from       uint32
	told, many int
}

const (
	slots    = 288 // of a day, in which heights are kept
	vote     = 60 * tick
	unheard  = 900 * tick  // after which what was between is not known
	night    = 3600 * tick // it is, where it is dark for longer
	glimmer  = 0.001       // of the most that a home told, below which it is dark
	steepest = 8           // times the line that PV may be: where a sun rises at a knot the line is next to 0
	few      = 10          // for one in so many homes it is light, where it is
)

func newSun() sun { return sun{rise: -1, set: -1} }

// tell takes what a home's PV gives, beside the most it gave.
func (s *sun) tell(v, most float32) {
	s.votes.told++
	if v > glimmer*most {
		s.votes.many++
	}
}

// look counts the votes of the last minute.
func (s *sun) look(now uint32, c *clock) {
	v := &s.votes
	if now-v.from < vote {
		return
	}
	if v.told > 0 {
		s.see(now, wrapped(c.hour()-1.0/60), few*v.many > v.told)
	}
	*v = votes{from: now}
}

// see notes whether it is light. The day ends where it is dark for long from then on, and
// begins where it was.
func (s *sun) see(now uint32, hour float32, light bool) {
	known := s.heard != 0 && now-s.heard < unheard
	s.heard = now
	switch {
	case light && s.dim != 0:
		if known && now-s.dim > night {
			s.move(&s.rise, hour)
		}
		s.dim, s.edge = 0, false
	case !light && s.dim == 0:
		s.dim, s.edge, s.edgeHour = now, known, hour
	case !light && s.edge && now-s.dim > night:
		s.move(&s.set, s.edgeHour)
		s.edge = false
	}
}

// move brings an end of the day nearer to where it was seen, by a quarter of an hour at
// most: where all were told to give nothing, no sun set.
func (s *sun) move(end *float32, hour float32) {
	if *end < 0 {
		*end = hour
	} else {
		d := around(hour - *end)
		*end = wrapped(*end + min(max(d/2, -0.25), 0.25))
	}
	s.rises()
}

// rises tabulates the heights, of which only ratios count.
func (s *sun) rises() {
	if s.rise < 0 || s.set < 0 {
		return
	}
	half := float64(wrapped(s.set-s.rise)) / 2
	for i := range s.height {
		h := around(float32(i)*hours/slots - s.rise - float32(half))
		s.height[i] = float32(max(0, math.Cos(2*math.Pi*float64(h)/hours)-math.Cos(2*math.Pi*half/hours)))
	}
}

func (s *sun) at(hour float32) float32 {
	x := wrapped(hour) * (slots / hours)
	i := min(int(x), slots-1)
	w := x - float32(i)
	return s.height[i] + w*(s.height[i+1]-s.height[i])
}

// reach returns the most that a sun might give which is early or late by a slot: what
// is mistaken of the ends of the day is an error as well.
func (s *sun) reach(hour float32) float32 {
	const late = float32(hours) / slots
	return max(s.at(hour-late), s.at(hour), s.at(hour+late))
}

// bend returns how many times as much as on the line between two knots a clear sky
// gives, and might give: 1 where ends of the day are not known.
func (s *sun) bend(c *clock) (gives, might float32) {
	if s.rise < 0 || s.set < 0 {
		return 1, 1
	}
	a := float32(c.a) + 0.5
	line := s.at(a) + c.w*(s.at(a+1)-s.at(a))
	if line <= 0 {
		return 1, 1
	}
	return min(s.at(c.hour())/line, steepest), min(s.reach(c.hour())/line, steepest)
}

// falls returns by what share of itself a clear sky's PV falls in a tick.
func (s *sun) falls(c *clock) float32 {
	const back = 1.0 / 60
	hour := c.hour()
	was, is := s.at(hour-back), s.at(hour)
	if s.rise < 0 || s.set < 0 || was == is {
		return 0
	}
	return min(max((was-is)/max(is, 0.01*was), -1), 100) / (60 * tick)
}

// wrapped and around are an hour of the day, 0..24, and the way between two, -12..12.
func wrapped(hour float32) float32 {
	return hour - hours*float32(math.Floor(float64(hour)/hours))
}

func around(hours float32) float32 { return wrapped(hours+12) - 12 }
