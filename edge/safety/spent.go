package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Spent is what was used up of the limits that look back, Swings and Daily. It
// is kept across restarts by MarshalBinary, so that a restart gives nothing
// back; times are then those of the wall clock, to the minute, and one that
// lies ahead counts as now. The zero Spent has used nothing.
type Spent struct {
	way    energy.Watts          // of the last swing: -1, 1, or 0 where there was none
	swings [maxSwings]time.Time  // the newest first; zero: none
	hours  [dayHours]energyInOne // the newest first
}

// energyInOne is what was moved in the hour from a time on; zero: none.
type energyInOne struct {
	from   time.Time
	energy energy.WattHours
}

// What is counted is rounded up to, so that a record changes seldom.
const (
	spentStep energy.WattHours = 100
	spentTime                  = time.Minute // as a record is written
)

// Spent returns what was used up by now of the limits in l that look back.
func (s State) Spent(l *Limits, now time.Time) Spent {
	var out Spent
	began := now.Round(0).Add(-s.age(now))
	if w := &s.swing; l.Swings.Limited && !s.born.IsZero() {
		out.way = w.way
		for i := range min(w.count, maxSwings) {
			out.swings[i] = wholeMinute(began.Add(w.ago(i + 1)))
		}
	}
	n := 0
	for ago := range int64(dayHours) {
		hour := s.day.hour - ago
		if e := s.day.hours[(hour+dayHours)%dayHours]; l.Daily.Limited && e > 0 {
			out.hours[n] = energyInOne{from: wholeMinute(began.Add(time.Duration(hour) * time.Hour)), energy: steps(e)}
			n++
		}
	}
	return out
}

// wholeMinute rounds up, but for what a clock's ticking is off.
func wholeMinute(t time.Time) time.Time {
	return minute(minutes(t.Add(spentTime - time.Second - 1)))
}

func steps(e energy.WattHours) energy.WattHours {
	n := int64(e / spentStep)
	if energy.WattHours(n)*spentStep < e {
		n++
	}
	return energy.WattHours(n) * spentStep
}

// Resumed returns the state of a start at now that has p behind it. The battery
// was let go of meanwhile: to move it again is a swing. Its hours are those of the
// wall clock, so that no restart moves what was spent to a later one.
func Resumed(p Spent, now time.Time) State {
	first := now.Round(0).Truncate(time.Hour).Add(-dayHours * time.Hour)
	age := now.Round(0).Sub(first)
	s := State{born: now.Add(-age)}
	s.swing.way, s.swing.back = p.way, p.way != 0
	for i := len(p.swings) - 1; i >= 0; i-- {
		if t := p.swings[i]; !t.IsZero() {
			s.swing.times[s.swing.count] = after(t, first, age)
			s.swing.count++
		}
	}
	s.day.add(0, age)
	for _, h := range p.hours {
		if n := int64(after(h.from, first, age) / time.Hour); n > s.day.hour-dayHours {
			s.day.hours[n%dayHours] += h.energy
		}
	}
	return s
}

// after is how long after first t was, 0 before it and most after that.
func after(t, first time.Time, most time.Duration) time.Duration {
	return min(max(0, t.Sub(first)), most)
}

// allSpent has nothing left at now, whatever the limits are.
func allSpent(now time.Time) Spent {
	p := Spent{way: 1}
	for i := range p.swings {
		p.swings[i] = now
	}
	p.hours[0] = energyInOne{from: now, energy: mostSpent}
	return p
}

// mostSpent is above what any battery of a home moves in a day.
const mostSpent energy.WattHours = 1e6
