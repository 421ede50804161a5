package baseline

import (
	"slices"
	"time"
)

// Date is a day of a place.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

func dateOf(t time.Time, in *time.Location) Date {
	y, m, d := t.In(in).Date()
	return Date{y, m, d}
}

// String returns the day as 2006-01-02.
func (d Date) String() string { return d.begin(time.UTC).Format(time.DateOnly) }

// MarshalText returns the day as 2006-01-02.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	*d = Date{t.Year(), t.Month(), t.Day()}
	return err
}

func (d Date) plus(days int) Date {
	return dateOf(time.Date(d.Year, d.Month, d.Day+days, 0, 0, 0, 0, time.UTC), time.UTC)
}

// since returns how many days d is after before.
func (d Date) since(before Date) int {
	return int(d.begin(time.UTC).Sub(before.begin(time.UTC)) / (24 * time.Hour))
}

// begin is the first instant of the day, or one near it where the clock jumps
// over midnight.
func (d Date) begin(in *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, in)
}

// Calendar is how days are told apart where the meters are.
type Calendar struct {
	Location *time.Location
	Holidays []Date // count as days of a weekend
}

// free tells whether d is of a weekend, or a holiday.
func (c Calendar) free(d Date) bool {
	day := d.begin(time.UTC).Weekday()
	return day == time.Saturday || day == time.Sunday || slices.Contains(c.Holidays, d)
}

// shifts are what clocks are put forward or back by.
var shifts = [...]time.Duration{-2 * time.Hour, -time.Hour, -30 * time.Minute, -20 * time.Minute, 0, 20 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour}

// instants are when the clocks of the place show, on day d, what they show at
// like: once, twice on a day when they are put back, or never.
func (c Calendar) instants(d Date, like time.Time) []time.Time {
	h, m, s := like.In(c.Location).Clock()
	near := time.Date(d.Year, d.Month, d.Day, h, m, s, 0, c.Location)
	var all []time.Time
	for _, shift := range shifts {
		t := near.Add(shift)
		if th, tm, ts := t.Clock(); th == h && tm == m && ts == s && dateOf(t, c.Location) == d {
			all = append(all, t.UTC())
		}
	}
	return all
}

// alike returns the instant of the day that is days before t's which is to that
// day as t is to its own, and false where it has none.
func (c Calendar) alike(t time.Time, days int) (time.Time, bool) {
	own := dateOf(t, c.Location)
	there := c.instants(own.plus(-days), t)
	if len(there) == 0 {
		return time.Time{}, false
	}
	which := slices.IndexFunc(c.instants(own, t), t.Equal)
	return there[min(max(which, 0), len(there)-1)], true
}
