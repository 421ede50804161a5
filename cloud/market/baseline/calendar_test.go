package baseline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// On the day when clocks go forward an hour is not there, on the one when they go
// back one comes twice: days are still matched by what the clock on the wall shows.
func TestDaysOf23And25Hours(t *testing.T) {
	berlin := baseline.Calendar{Location: place(t, "Europe/Berlin")}
	f := func(event energy.Interval, want []string, leftOut ...string) {
		t.Helper()
		m := baseline.CAISO10of10()
		m.From, m.To = 0, 0
		// Each interval holds its own hour of the wall clock, and in the second
		// two o'clock of an autumn day 9 more.
		c := course(event.Start, func(t time.Time) baseline.Energy {
			e := -1000 * baseline.Energy(100*t.Hour()+1)
			if before := t.Add(-time.Hour); before.Hour() == t.Hour() {
				e -= 9000
			}
			return e
		})
		r, err := m.Days(c, event, nil, berlin)
		require.NoError(t, err)
		require.Zero(t, r.Total.Delivered, "%+v", r.Intervals)
		var days, left []string
		for _, d := range r.Days[:3] {
			days = append(days, d.String()[5:])
		}
		for _, d := range r.LeftOut {
			left = append(left, d.Day.String()[5:]+" "+d.Reason)
		}
		require.Equal(t, want, days)
		require.Equal(t, leftOut, left)
	}
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, berlin.Location)
	}
	// Spring: 29 March has no two o'clock. It serves for three o'clock, not for two.
	f(hours(at(3, 30, 18), 2), []string{"03-27", "03-26", "03-25"})
	f(hours(at(4, 4, 3), 1), []string{"03-29", "03-28", "03-22"})
	f(hours(at(4, 4, 2), 1), []string{"03-28", "03-22", "03-21"}, "03-29 data")
	f(hours(at(3, 29, 1), 3), []string{"03-28", "03-22", "03-21"})
	f(hours(at(3, 29, 18), 2), []string{"03-28", "03-22", "03-21"})
	// Autumn: 25 October has two o'clock twice; the first of them is any day's.
	f(hours(at(10, 31, 2), 1), []string{"10-25", "10-24", "10-18"})
	f(hours(at(10, 25, 18), 2), []string{"10-24", "10-18", "10-17"})
	f(hours(at(10, 26, 18), 2), []string{"10-23", "10-22", "10-21"})
}

// The second two o'clock of an autumn day is matched with the only one that other
// days have.
func TestTheHourThatComesTwice(t *testing.T) {
	berlin := baseline.Calendar{Location: place(t, "Europe/Berlin")}
	second := time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC) // 2 o'clock, the second time
	require.Equal(t, 2, second.In(berlin.Location).Hour())
	m := baseline.CAISO10of10()
	m.From, m.To = 0, 0
	r, err := m.Days(course(second.In(berlin.Location), load), hours(second, 2), nil, berlin)
	require.NoError(t, err)
	// 24 18 17 11 10 4 3 of October, 27 26 20 of September.
	require.EqualValues(t, -200_000-1000*(24+18+17+11+10+4+3+27+26+20)/10, r.Intervals[0].Baseline)
	require.EqualValues(t, -300_000-1000*(24+18+17+11+10+4+3+27+26+20)/10, r.Intervals[4].Baseline)
}

// An event over midnight goes on in the next day of each day it is compared with,
// and is none of its own similar days.
func TestAnEventOverMidnight(t *testing.T) {
	in := baseline.Calendar{Location: time.UTC}
	event := hours(time.Date(2026, 6, 17, 23, 0, 0, 0, time.UTC), 2)
	m := baseline.CAISO10of10()
	m.From, m.To = 0, 0
	r, err := m.Days(course(event.Start, load), event, []energy.Interval{event}, in)
	require.NoError(t, err)
	require.Equal(t, "2026-06-16", r.Days[0].String())
	require.EqualValues(t, -2_309_300, r.Intervals[0].Baseline)
	require.EqualValues(t, -1000*(17+16+13+12+11+10+9+6+5+4)/10, r.Intervals[4].Baseline)
	before := hours(event.Start.AddDate(0, 0, -1), 2) // last night's reached into the 17th
	r, err = m.Days(course(event.Start, load), event, []energy.Interval{before, event}, in)
	require.NoError(t, err)
	require.Equal(t, []baseline.LeftOut{{Day: baseline.Date{Year: 2026, Month: 6, Day: 16}, Reason: baseline.EventDay}, {Day: baseline.Date{Year: 2026, Month: 6, Day: 15}, Reason: baseline.EventDay}}, r.LeftOut)
}

// The hours of adjustment of an event after midnight lie on the day before: an
// event there spoils the similar day, too.
func TestHoursOfAdjustmentOnTheDayBefore(t *testing.T) {
	event := hours(time.Date(2026, 6, 17, 1, 0, 0, 0, time.UTC), 1)
	f := func(day, hour int, want ...string) {
		t.Helper()
		other := hours(time.Date(2026, 6, day, hour, 0, 0, 0, time.UTC), 1)
		r, err := baseline.CAISO10of10().Days(course(event.Start, load), event, []energy.Interval{other, event}, baseline.Calendar{Location: time.UTC})
		require.NoError(t, err)
		var left []string
		for _, d := range r.LeftOut {
			left = append(left, d.Day.String()[5:]+" "+d.Reason)
		}
		require.Equal(t, want, left)
	}
	f(12, 12, "06-12 event")
	f(11, 22, "06-12 event", "06-11 event")
	f(7, 22, "06-08 event") // a Sunday: it is no similar day itself
}

// On the second two o'clock of an autumn day the second one of another is its like.
func TestTheSecondOfAnHourHasTheSecondForItsLike(t *testing.T) {
	berlin := baseline.Calendar{Location: place(t, "Europe/Berlin")}
	first := time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC)
	m := baseline.CAISO10of10()
	m.From, m.To, m.Y, m.X, m.LookBack = 0, 0, baseline.Days{Free: 1}, baseline.Days{Free: 1}, 400
	m.Least = m.X
	// The only similar day with data is the autumn day of the year before.
	c := baseline.Course{Meter: "home-1", Step: 15 * time.Minute}
	for at := time.Date(2025, 10, 25, 22, 0, 0, 0, time.UTC); at.Before(time.Date(2025, 10, 26, 4, 0, 0, 0, time.UTC)); at = at.Add(c.Step) {
		c.Intervals = append(c.Intervals, baseline.Interval{Start: at, Energy: baseline.Energy(at.Hour()), State: baseline.Metered})
	}
	for hour := range 2 {
		r, err := m.Days(c, hours(first.Add(time.Duration(hour)*time.Hour), 1), nil, berlin)
		require.NoError(t, err)
		require.Equal(t, "2025-10-26", r.Days[0].String())
		require.EqualValues(t, hour, r.Intervals[0].Baseline)
	}
}
