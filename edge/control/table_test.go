package control_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func row(t *testing.T, days, from, until string, power energy.Watts) control.Row {
	t.Helper()
	set, err := control.ParseDays(strings.Fields(days))
	require.NoError(t, err)
	begin, err := control.ParseClock(from)
	require.NoError(t, err)
	end, err := control.ParseClock(until)
	require.NoError(t, err)
	return control.Row{Days: set, From: begin, Until: end, Slot: control.Slot{Mode: control.Charge, Power: power}}
}

func tabled(t *testing.T, zone string, rows ...control.Row) *control.Desk {
	t.Helper()
	place, err := time.LoadLocation(zone)
	require.NoError(t, err)
	table, err := control.NewTable(place, rows)
	require.NoError(t, err)
	return control.NewDesk(control.Config{Table: table})
}

func TestATableRollsOnByTheClockOnTheWall(t *testing.T) {
	d := tabled(t, "Europe/London", row(t, "", "00:30", "04:30", 1), row(t, "Fr Sa", "23:00", "00:30", 2), row(t, "Su", "23:59", "24:00", 3))
	f := func(at string, want energy.Watts) {
		t.Helper()
		when, err := time.Parse(time.RFC3339, at)
		require.NoError(t, err)
		slot, by := d.Asked(when.UTC())
		require.Equal(t, want, slot.Power)
		require.Equal(t, want > 0, by == control.ByTable)
		require.Equal(t, want > 0, d.Decide(energy.Snapshot{}, when).Layer == energy.Plan)
	}
	f("2026-06-15T00:29:59+01:00", 0)
	f("2026-06-15T00:30:00+01:00", 1)
	f("2026-06-15T04:29:59+01:00", 1)
	f("2026-06-15T04:30:00+01:00", 0)
	f("2046-01-15T00:30:00Z", 1)
	f("2026-06-19T23:00:00+01:00", 2) // Friday
	f("2026-06-20T00:29:59+01:00", 2)
	f("2026-06-21T00:15:00+01:00", 2) // of Saturday
	f("2026-06-19T00:15:00+01:00", 0) // of Thursday
	f("2026-06-22T00:15:00+01:00", 0) // of Sunday
	f("2026-06-21T23:59:00+01:00", 3)
	f("2026-06-22T00:00:00+01:00", 0)
}

// What the clock skips is not done, and what it shows twice is done twice.
func TestPain030_TheTableOnDaysOf23And25Hours(t *testing.T) {
	f := func(zone, day string, want time.Duration, from, until string) {
		t.Helper()
		d := tabled(t, zone, row(t, "", from, until, 1))
		place, err := time.LoadLocation(zone)
		require.NoError(t, err)
		midnight, err := time.ParseInLocation(time.DateOnly, day, place)
		require.NoError(t, err)
		got := time.Duration(0)
		for at := midnight; at.Before(midnight.AddDate(0, 0, 1)); at = at.Add(time.Minute) {
			if _, by := d.Asked(at); by == control.ByTable {
				got += time.Minute
			}
		}
		require.Equal(t, want, got)
	}
	f("Europe/London", "2026-03-29", 3*time.Hour, "00:30", "04:30")
	f("Europe/London", "2026-03-29", 0, "01:00", "02:00")
	f("Europe/London", "2026-03-29", 150*time.Minute, "01:30", "04:30")
	f("Europe/London", "2026-03-29", 30*time.Minute, "00:30", "01:30")
	f("Europe/London", "2026-03-29", 23*time.Hour, "00:00", "24:00")
	f("Europe/London", "2026-10-25", 5*time.Hour, "00:30", "04:30")
	f("Europe/London", "2026-10-25", 2*time.Hour, "01:00", "02:00")
	f("Europe/London", "2026-10-25", time.Hour, "01:30", "02:00")
	f("Europe/London", "2026-10-25", 25*time.Hour, "00:00", "24:00")
	f("Europe/London", "2026-10-24", 4*time.Hour, "00:30", "04:30")
	f("America/Los_Angeles", "2026-03-08", 0, "02:00", "03:00")
	f("Australia/Lord_Howe", "2026-04-05", 90*time.Minute, "01:30", "02:30")
}

func TestATableThatCannotBeIsRefusedWithItsRow(t *testing.T) {
	f := func(want string, rows ...control.Row) {
		t.Helper()
		_, err := control.NewTable(time.UTC, rows)
		require.ErrorContains(t, err, want)
	}
	f("row 2 overlaps row 1 on Sunday at 03:00", row(t, "", "01:00", "04:00", 1), row(t, "", "03:00", "05:00", 1))
	f("row 2 overlaps row 1 on Tuesday at 01:00", row(t, "Mo", "23:00", "02:00", 1), row(t, "Tu", "01:00", "02:00", 1))
	f("row 2 overlaps row 1 on Sunday at 00:00", row(t, "Sa", "23:00", "02:00", 1), row(t, "Su", "00:00", "24:00", 1))
	f("row 1: from 03:00 until 03:00", row(t, "", "03:00", "03:00", 1))
	f("row 1: from 24:00 until 03:00", row(t, "", "24:00", "03:00", 1))
	f("row 1: no day", control.Row{From: 1, Until: 2})
	f("row 1: power -1", row(t, "", "01:00", "02:00", -1))
	f("169 rows", make([]control.Row, control.MaxRows+1)...)
	_, err := control.NewTable(time.UTC, []control.Row{row(t, "Mo", "23:00", "02:00", 1), row(t, "Mo", "01:00", "02:00", 1), row(t, "Mo", "02:00", "23:00", 1)})
	require.NoError(t, err)
}

func TestTimesAndDaysThatAreNoneAreRefused(t *testing.T) {
	for _, text := range []string{"", "7", "7:30", "25:00", "24:01", "07:60", "07:30:00", "noon"} {
		_, err := control.ParseClock(text)
		require.ErrorContains(t, err, "want a time such as 07:30", text)
	}
	for _, names := range [][]string{{"Monday"}, {"Mo", "Mo"}, {""}} {
		_, err := control.ParseDays(names)
		require.Error(t, err)
	}
	days, err := control.ParseDays([]string{"Su", "Mo"})
	require.NoError(t, err)
	require.Equal(t, "Mo,Su", days.String())
	require.Equal(t, "daily", control.EveryDay.String())
}

func TestThePlanStandsInPlaceOfTheTableForItsHorizon(t *testing.T) {
	d := tabled(t, "UTC", row(t, "", "00:00", "24:00", 7))
	later := hour(3)
	require.NoError(t, d.Plan([]control.Slot{hour(0), later}))
	f := func(after time.Duration, by control.Source, want energy.Watts) {
		t.Helper()
		slot, got := d.Asked(start.Add(after))
		require.Equal(t, by, got)
		require.Equal(t, want, slot.Power)
	}
	f(-1, control.ByTable, 7)
	f(0, control.ByPlan, 1000)
	f(time.Hour, control.ByPlan, 0)
	f(3*time.Hour, control.ByPlan, 1000)
	f(4*time.Hour, control.ByTable, 7)
	require.NoError(t, d.Plan(nil))
	f(0, control.ByTable, 7)
	require.Zero(t, testing.AllocsPerRun(100, func() { d.Asked(start) }))
}
