package control

import (
	"fmt"
	"strings"
	"time"
)

// Clock is a time of the day in whole minutes, as a clock on the wall shows it.
type Clock uint16

const minutesOfDay = 24 * 60

// ParseClock reads a time such as 07:30, and 24:00 for the end of a day.
func ParseClock(text string) (Clock, error) {
	if text == "24:00" {
		return minutesOfDay, nil
	}
	t, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		return 0, fmt.Errorf("%q: want a time such as 07:30, or 24:00 for the end of the day", text)
	}
	return Clock(t.Hour()*60 + t.Minute()), nil
}

// String returns the time as ParseClock takes it.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// Days is a set of days of the week. The zero Days has none.
type Days uint8

// EveryDay is all of them.
const EveryDay Days = 1<<7 - 1

var dayNames = [...]string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"} // time.Weekday

// ParseDays reads days such as Mo, Tu and Su. No days are all of them.
func ParseDays(names []string) (Days, error) {
	if len(names) == 0 {
		return EveryDay, nil
	}
	var out Days
	for _, n := range names {
		day := Days(0)
		for i, known := range dayNames {
			if n == known {
				day = 1 << i
			}
		}
		switch {
		case day == 0:
			return 0, fmt.Errorf("day %q: want some of Mo, Tu, We, Th, Fr, Sa, Su", n)
		case out&day != 0:
			return 0, fmt.Errorf("day %q is named twice", n)
		}
		out |= day
	}
	return out, nil
}

// Has tells whether day is one of them.
func (d Days) Has(day time.Weekday) bool { return d>>day&1 == 1 }

// String returns the days' names, or "daily".
func (d Days) String() string {
	if d == EveryDay {
		return "daily"
	}
	var out []string
	for i := range dayNames {
		if day := (i + 1) % 7; d.Has(time.Weekday(day)) {
			out = append(out, dayNames[day])
		}
	}
	return strings.Join(out, ",")
}
