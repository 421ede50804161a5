package programme

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Window is when calls may be, in local time: on Days ("mon" to "sun", none is
// all) from From until To of the same day, as "16:00"; "24:00" is its end.
type Window struct {
	Days []string `json:"days,omitempty"`
	From string   `json:"from"`
	To   string   `json:"to"`
}

var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// String returns the window as people read it.
func (w *Window) String() string {
	if w == nil {
		return "at any time"
	}
	on := "each day"
	if len(w.Days) > 0 {
		on = strings.Join(w.Days, ", ")
	}
	return fmt.Sprintf("%s from %s to %s", on, w.From, w.To)
}

func (w *Window) check() error {
	if w == nil {
		return nil
	}
	for _, d := range w.Days {
		if !slices.Contains(weekdays[:], d) {
			return fmt.Errorf("window: day %q: want mon, tue, wed, thu, fri, sat or sun", d)
		}
	}
	from, err1 := clock(w.From)
	to, err2 := clock(w.To)
	if err1 != nil || err2 != nil || from >= to {
		return fmt.Errorf("window from %q to %q: want 00:00 to 24:00, the end after the beginning", w.From, w.To)
	}
	return nil
}

// clock returns the minutes of the day that s says.
func clock(s string) (int, error) {
	if s == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err
}

// holds tells whether span lies inside the window of the day on which it starts,
// however long that day is.
func (w *Window) holds(span energy.Interval, zone *time.Location) bool {
	if w == nil {
		return true
	}
	start := span.Start.In(zone)
	if len(w.Days) > 0 && !slices.Contains(w.Days, weekdays[start.Weekday()]) {
		return false
	}
	from, _ := clock(w.From) // checked
	to, _ := clock(w.To)
	at := func(minute int) time.Time {
		return time.Date(start.Year(), start.Month(), start.Day(), minute/60, minute%60, 0, 0, zone)
	}
	return !span.Start.Before(at(from)) && !span.End.After(at(to))
}

// dayOf returns the local date of t.
func dayOf(t time.Time, zone *time.Location) string { return t.In(zone).Format(time.DateOnly) }

// weekOf returns the date of the Monday of t's local week.
func weekOf(t time.Time, zone *time.Location) string {
	local := t.In(zone)
	sinceMonday := (int(local.Weekday()) + 6) % 7
	return time.Date(local.Year(), local.Month(), local.Day()-sinceMonday, 12, 0, 0, 0, zone).Format(time.DateOnly)
}
