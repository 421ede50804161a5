package baseline_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func place(t require.TestingT, name string) *time.Location {
	l, err := time.LoadLocation(name)
	require.NoError(t, err)
	return l
}

// course meters 60 days in quarters of an hour, up to the end of the day of last.
func course(last time.Time, mWh func(t time.Time) baseline.Energy) baseline.Course {
	c := baseline.Course{Meter: "home-1", Step: 15 * time.Minute}
	y, m, d := last.Date()
	end := time.Date(y, m, d+2, 0, 0, 0, 0, last.Location())
	for t := time.Date(y, m, d-60, 0, 0, 0, 0, last.Location()); t.Before(end); t = t.Add(c.Step) {
		c.Intervals = append(c.Intervals, baseline.Interval{Start: t, Energy: mWh(t), State: baseline.Metered})
	}
	return c
}

func hours(start time.Time, n int) energy.Interval {
	return energy.Interval{Start: start, End: start.Add(time.Duration(n) * time.Hour)}
}

// lose takes what was metered in span out of the state it has.
func lose(c *baseline.Course, span energy.Interval, s baseline.State) {
	for i := range c.Intervals {
		if span.Contains(c.Intervals[i].Start) {
			c.Intervals[i].State = s
		}
	}
}

// load is a household that draws its hour of the day and its day of the month, in Wh.
func load(t time.Time) baseline.Energy {
	return -1000 * baseline.Energy(100*t.Hour()+t.Day())
}

// Wednesday 17 June 2026. The last 10 working days are the 3rd to the 16th; the
// days of the month 16 15 12 11 10 9 8 5 4 3 have a mean of 9.3.
func TestTenOfTenWorkedOutByHand(t *testing.T) {
	utc := baseline.Calendar{Location: time.UTC}
	event := hours(time.Date(2026, 6, 17, 18, 0, 0, 0, time.UTC), 1)
	f := func(change func(*baseline.Course), baselineAt, delivered, credited baseline.Energy, factor [2]int64) baseline.Result {
		t.Helper()
		c := course(event.Start, load)
		change(&c)
		r, err := baseline.CAISO10of10().Days(c, event, []energy.Interval{event}, utc)
		require.NoError(t, err)
		require.Equal(t, "caiso-10of10@1", r.Method)
		require.Len(t, r.Intervals, 4)
		require.Len(t, r.Days, 10)
		require.Equal(t, baselineAt, r.Intervals[0].Baseline)
		require.Equal(t, delivered, r.Total.Delivered)
		require.Equal(t, credited, r.Total.Credited)
		require.Equal(t, factor, [2]int64{r.Adjustment.Num, r.Adjustment.Den})
		return r
	}
	day := func(factor func(at time.Time) (num, den baseline.Energy)) func(*baseline.Course) {
		return func(c *baseline.Course) {
			for i := range c.Intervals {
				if at := c.Intervals[i].Start; at.Day() == 17 && at.Month() == 6 {
					num, den := factor(at)
					c.Intervals[i].Energy = load(at) * num / den
				}
			}
		}
	}
	// The hours of adjustment, 14 to 16 o'clock, have 4 quarters of each: the event
	// day 4*(1417+1517+1617) Wh, ten days 10*4*(1409.3+1509.3+1609.3).
	const sum, mean = 4 * (1417 + 1517 + 1617), 4 * (14093 + 15093 + 16093)
	same := func(time.Time) (num, den baseline.Energy) { return 1, 1 }
	adjusted := baseline.Energy(-1_809_300*10*sum/mean) - 1 // rounded, not cut
	r := f(day(same), adjusted, 4*(-1_817_000-adjusted), 4*(-1_817_000-adjusted), [2]int64{10 * sum * 1000, mean * 1000})
	require.False(t, r.Adjustment.Capped)
	require.EqualValues(t, -sum*1000, r.Adjustment.EventDay)
	require.EqualValues(t, -mean*100, r.Adjustment.Baseline)
	require.Equal(t, "2026-06-16", r.Days[0].String())
	require.Equal(t, "2026-06-03", r.Days[9].String())

	off := func(at time.Time) (num, den baseline.Energy) { // it is off in the event
		if at.Hour() == 18 {
			return 0, 1
		}
		return 1, 1
	}
	f(day(off), adjusted, -4*adjusted, -4*adjusted, [2]int64{10 * sum * 1000, mean * 1000})
	hot := func(time.Time) (num, den baseline.Energy) { return 2, 1 } // twice the load: 20 % are believed
	r = f(day(hot), -1_809_300*12/10, 4*(-3_634_000+2_171_160), 0, [2]int64{1200, 1000})
	require.True(t, r.Adjustment.Capped)
	away := func(time.Time) (num, den baseline.Energy) { return 1, 10 }
	f(day(away), -1_809_300*8/10, 4*(-181_700+1_447_440), 4*(-181_700+1_447_440), [2]int64{800, 1000})
	exports := func(time.Time) (num, den baseline.Energy) { return -1, 1 }
	f(day(exports), -1_809_300*8/10, 4*(1_817_000+1_447_440), 4*(1_817_000+1_447_440), [2]int64{800, 1000})
}

// A home that feeds in, or does nothing, in the hours of adjustment has no factor.
func TestWithoutLoadNothingIsAdjusted(t *testing.T) {
	event := hours(time.Date(2026, 6, 17, 18, 0, 0, 0, time.UTC), 1)
	f := func(energy baseline.Energy) {
		t.Helper()
		r, err := baseline.CAISO10of10().Days(course(event.Start, func(time.Time) baseline.Energy { return energy }), event, nil, baseline.Calendar{Location: time.UTC})
		require.NoError(t, err)
		require.True(t, r.Adjustment.Undefined)
		require.Equal(t, energy, r.Intervals[0].Baseline)
		require.Zero(t, r.Total.Delivered)
	}
	f(0)
	f(500_000)
}

func TestWhichDaysAreAlike(t *testing.T) {
	in := baseline.Calendar{Location: place(t, "America/Los_Angeles")}
	f := func(m baseline.Method, day time.Time, holidays []baseline.Date, want ...string) {
		t.Helper()
		event := hours(day.Add(18*time.Hour), 2)
		r, err := m.Days(course(event.Start, load), event, nil, baseline.Calendar{Location: in.Location, Holidays: holidays})
		require.NoError(t, err)
		var got []string
		for _, d := range r.Days {
			got = append(got, d.String()[5:])
		}
		require.Equal(t, want, got)
	}
	wednesday := time.Date(2026, 6, 17, 0, 0, 0, 0, in.Location)
	friday := []baseline.Date{{Year: 2026, Month: 6, Day: 12}}
	f(baseline.CAISO10of10(), wednesday, nil, "06-16", "06-15", "06-12", "06-11", "06-10", "06-09", "06-08", "06-05", "06-04", "06-03")
	f(baseline.CAISO10of10(), wednesday, friday, "06-16", "06-15", "06-11", "06-10", "06-09", "06-08", "06-05", "06-04", "06-03", "06-02")
	f(baseline.CAISO10of10(), wednesday.AddDate(0, 0, 3), friday, "06-14", "06-13", "06-12", "06-07", "06-06", "05-31", "05-30", "05-24", "05-23", "05-17")
	// The load grows with the day of the month: the highest are the latest.
	f(baseline.CAISO5of10(), wednesday, nil, "06-16", "06-15", "06-12", "06-11", "06-10")
	f(baseline.NYISO5of10(), wednesday.AddDate(0, 0, 3), nil, "06-14", "06-13")
	f(baseline.NYISO5of10(), time.Date(2026, 6, 6, 0, 0, 0, 0, in.Location), nil, "05-31", "05-30")
}

// Days with an event, or without all of their data, are not used, and named.
func TestDaysLeftOutAreNamed(t *testing.T) {
	event := hours(time.Date(2026, 6, 17, 18, 0, 0, 0, time.UTC), 1)
	at := func(day, hour int) energy.Interval { return hours(time.Date(2026, 6, day, hour, 0, 0, 0, time.UTC), 1) }
	c := course(event.Start, load)
	lose(&c, at(15, 18), baseline.Missing)
	lose(&c, at(12, 14), baseline.Unsynced)
	lose(&c, at(11, 18), baseline.Doubtful)
	lose(&c, at(10, 3), baseline.Missing) // at night: it does not matter
	r, err := baseline.CAISO10of10().Days(c, event, []energy.Interval{at(16, 23), event, at(9, 0)}, baseline.Calendar{Location: time.UTC})
	require.NoError(t, err)
	date := func(day int) baseline.Date { return baseline.Date{Year: 2026, Month: 6, Day: day} }
	require.Equal(t, []baseline.LeftOut{
		{Day: date(16), Reason: baseline.EventDay},
		{Day: date(15), Reason: baseline.NoData, Count: baseline.Count{Missing: 4}},
		{Day: date(12), Reason: baseline.NoData, Count: baseline.Count{Unsynced: 4}},
		{Day: date(11), Reason: baseline.NoData, Count: baseline.Count{Doubtful: 4}},
		{Day: date(9), Reason: baseline.EventDay},
	}, r.LeftOut)
	require.Equal(t, []baseline.Date{date(10), date(8)}, r.Days[:2])
	require.Len(t, r.Days, 10)

	// Events on all days but four: there is no baseline for a working day.
	var others []energy.Interval
	for back := 5; back < 60; back++ {
		others = append(others, energy.Interval{Start: event.Start.AddDate(0, 0, -back), End: event.End.AddDate(0, 0, -back)})
	}
	_, err = baseline.CAISO10of10().Days(c, event, append(others, at(16, 23)), baseline.Calendar{Location: time.UTC})
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.ErrorContains(t, err, "home-1")
}

// What was not metered in the event is absent, not 0, and counted.
func TestMissingIntervalsOfTheEventAreAbsent(t *testing.T) {
	event := hours(time.Date(2026, 6, 17, 18, 0, 0, 0, time.UTC), 1)
	whole := course(event.Start, load)
	c := course(event.Start, load)
	quarter := func(n int) energy.Interval {
		at := event.Start.Add(time.Duration(n) * c.Step)
		return energy.Interval{Start: at, End: at.Add(c.Step)}
	}
	lose(&c, quarter(0), baseline.Missing)
	lose(&c, quarter(1), baseline.Unsynced)
	lose(&c, hours(event.Start.Add(-4*time.Hour), 1), baseline.Doubtful)
	i := slices.IndexFunc(c.Intervals, func(at baseline.Interval) bool { return at.Start.Equal(quarter(2).Start) })
	c.Intervals = slices.Delete(c.Intervals, i, i+1)
	m := baseline.CAISO10of10()
	m.Cap = 0 // so that nothing but the intervals differs
	r, err := m.Days(c, event, nil, baseline.Calendar{Location: time.UTC})
	require.NoError(t, err)
	want, err := m.Days(whole, event, nil, baseline.Calendar{Location: time.UTC})
	require.NoError(t, err)
	require.Equal(t, baseline.Count{Missing: 2, Unsynced: 1}, r.Count)
	require.Equal(t, baseline.Count{Doubtful: 4}, r.Adjustment.Count)
	require.Nil(t, r.Intervals[0].Delivered)
	require.Nil(t, r.Intervals[2].Metered)
	require.Equal(t, want.Intervals[3], r.Intervals[3])
	require.Equal(t, *want.Intervals[3].Delivered, r.Total.Delivered)
	require.NotEqual(t, want.Input, r.Input)
}

// Another event in the hours before is not what the home does by itself.
func TestTheHoursOfAnotherEventDoNotAdjust(t *testing.T) {
	event := hours(time.Date(2026, 6, 17, 18, 0, 0, 0, time.UTC), 1)
	earlier := hours(event.Start.Add(-4*time.Hour), 2)
	r, err := baseline.CAISO10of10().Days(course(event.Start, load), event, []energy.Interval{earlier, event}, baseline.Calendar{Location: time.UTC})
	require.NoError(t, err)
	require.Equal(t, baseline.Count{Missing: 8}, r.Adjustment.Count)
	require.EqualValues(t, -4*1_617_000, r.Adjustment.EventDay)
}

func TestRefusals(t *testing.T) {
	event := hours(time.Date(2026, 6, 17, 18, 0, 0, 0, time.UTC), 1)
	f := func(change func(*baseline.Course, *energy.Interval)) {
		t.Helper()
		c, e := course(event.Start, load), event
		change(&c, &e)
		_, err := baseline.CAISO10of10().Days(c, e, nil, baseline.Calendar{Location: time.UTC})
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotEmpty(t, fault.HintOf(err))
		_, err = baseline.MeterBefore().Baseline(c, e)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	f(func(c *baseline.Course, _ *energy.Interval) { c.Step = time.Second })
	f(func(c *baseline.Course, _ *energy.Interval) { c.Intervals = nil })
	f(func(c *baseline.Course, _ *energy.Interval) { c.Intervals[5].Energy = baseline.MostEnergy + 1 })
	f(func(c *baseline.Course, _ *energy.Interval) { c.Intervals[5].State = 9 })
	f(func(c *baseline.Course, _ *energy.Interval) {
		c.Intervals[5].Start = c.Intervals[5].Start.Add(time.Second)
	})
	f(func(c *baseline.Course, _ *energy.Interval) { c.Intervals[5].Start = c.Intervals[4].Start })
	f(func(c *baseline.Course, _ *energy.Interval) {
		c.Intervals[5], c.Intervals[6] = c.Intervals[6], c.Intervals[5]
	})
	f(func(_ *baseline.Course, e *energy.Interval) { e.End = e.Start })
	f(func(_ *baseline.Course, e *energy.Interval) { e.End = e.End.Add(time.Minute) })
	f(func(_ *baseline.Course, e *energy.Interval) {
		e.Start, e.End = e.Start.Add(time.Minute), e.End.Add(time.Minute)
	})
	f(func(_ *baseline.Course, e *energy.Interval) { e.End = e.Start.AddDate(0, 0, 2) })
}
