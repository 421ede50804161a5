package baseline

import (
	"fmt"
	"time"
)

// Days is a number for working days and one for weekends and holidays.
type Days struct {
	Working, Free int
}

func (d Days) of(free bool) int {
	if free {
		return d.Free
	}
	return d.Working
}

// Most returns the larger.
func (d Days) Most() int { return max(d.Working, d.Free) }

// Method is a baseline from similar days: of the last Y days of the event day's
// kind without an event and with all of their data the X with most load in the
// event's hours, and their mean, adjusted by how the event day compares before
// the event.
type Method struct {
	Name     string
	Version  int
	X, Y     Days
	Least    Days // with fewer days there is no baseline
	LookBack int  // days
	// From and To are how long before the event the hours of adjustment begin and
	// end. Both 0 do not adjust.
	From, To time.Duration
	// Cap is the most by which the adjustment raises or lowers, in thousandths.
	Cap int64
	// Floor credits no interval with less than nothing.
	Floor bool
}

// ID returns name and version, as name@version.
func (m Method) ID() string { return fmt.Sprintf("%s@%d", m.Name, m.Version) }

// CAISO10of10 is the California ISO's ten-of-ten: 10 days of 45, or as few as 5
// working or 4 free days; adjusted by the first three of the four hours before
// the event, by at most 20 %. The hours, the look-back and the fewest days are
// general knowledge, not read in the tariff.
func CAISO10of10() Method {
	return Method{
		Name: "caiso-10of10", Version: 1, X: Days{10, 10}, Y: Days{10, 10}, Least: Days{5, 4}, LookBack: 45,
		From: 4 * time.Hour, To: time.Hour, Cap: 200, Floor: true,
	}
}

// CAISO5of10 is the California ISO's alternative for households: the 5 days of
// 10 with most load, adjusted by at most 40 %. Its adjustment hours after the
// event are not used.
func CAISO5of10() Method {
	m := CAISO10of10()
	m.Name, m.X, m.Least, m.Cap = "caiso-5of10", Days{5, 5}, Days{5, 5}, 400
	return m
}

// NYISO5of10 is the New York ISO's average-day baseline: of 10 working days the 5,
// of 3 weekend days the 2 with most load, adjusted by the hours from 4 to 2 before
// the event, by at most 20 %. Days of little load are not screened out.
func NYISO5of10() Method {
	return Method{
		Name: "nyiso-5of10", Version: 1, X: Days{5, 2}, Y: Days{10, 3}, Least: Days{5, 2}, LookBack: 45,
		From: 4 * time.Hour, To: 2 * time.Hour, Cap: 200, Floor: true,
	}
}

// Methods returns all methods that go by similar days.
func Methods() []Method { return []Method{CAISO10of10(), CAISO5of10(), NYISO5of10()} }
