package control_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"
	_ "time/tzdata" // the zones must be the same wherever this runs

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func hour(n int) control.Slot {
	from := start.Add(time.Duration(n) * time.Hour)
	return control.Slot{Start: from, End: from.Add(time.Hour), Mode: control.Discharge, Power: 1000}
}

func TestAnUnsoundPlanIsRefusedAndTheOldOneStays(t *testing.T) {
	d := desk()
	require.NoError(t, d.Plan([]control.Slot{hour(0)}))
	f := func(subject string, slots ...control.Slot) {
		t.Helper()
		for _, err := range []error{d.Plan(slots), d.Restore(control.Memory{Plan: slots, Reserve: 1}, start)} {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.ErrorContains(t, err, subject)
			require.NotEmpty(t, fault.HintOf(err))
		}
		require.Equal(t, energy.WantPower(1000), d.Decide(energy.Snapshot{}, start).Wants[energy.Plan])
		require.Zero(t, d.Memory(start).Reserve)
	}
	with := func(change func(*control.Slot)) control.Slot {
		s := hour(1)
		change(&s)
		return s
	}
	f("slot 1", hour(1), hour(0))
	f("slot 1", hour(0), with(func(s *control.Slot) { s.Start = s.Start.Add(-1) }))
	f("slot 0", with(func(s *control.Slot) { s.End = s.Start }))
	f("slot 0", with(func(s *control.Slot) { s.Start = time.Time{} }))
	f("slot 0", with(func(s *control.Slot) { s.Mode = control.ByPrice + 1 }))
	f("slot 0", with(func(s *control.Slot) { s.Mode = control.ByPrice }))
	f("slot 0", with(func(s *control.Slot) { s.Power = -1 }))
	f("slot 0", with(func(s *control.Slot) { s.Power = energy.Watts(math.NaN()) }))
	f("slot 0", with(func(s *control.Slot) { s.MaxPV.Power = energy.Watts(math.Inf(1)) }))
	f("slot 0", with(func(s *control.Slot) { s.Tariff.Import = control.Price(math.NaN()) }))
	f("too long", make([]control.Slot, control.MaxSlots+1)...)
}

func TestSharesOutOfRangeAreRefused(t *testing.T) {
	d := desk()
	require.NoError(t, d.Reserve(0.3))
	for _, share := range []energy.Ratio{-0.1, 1.1, energy.Ratio(math.NaN())} {
		for _, err := range []error{
			d.Reserve(share), d.Storm(share, time.Time{}),
			d.Restore(control.Memory{Reserve: share}, start), d.Restore(control.Memory{Shelter: share}, start),
		} {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
		}
		require.Equal(t, energy.Ratio(0.3), d.Status(start).Reserve)
	}
}

func TestAPlanIsCopiedAndEndsWhenReplacedByNone(t *testing.T) {
	d, slots := desk(), []control.Slot{hour(0)}
	require.Equal(t, control.NoPlan, d.Status(start).Plan)
	require.NoError(t, d.Plan(slots))
	slots[0].Power = 9
	require.Equal(t, energy.WantPower(1000), d.Decide(energy.Snapshot{}, start).Wants[energy.Plan])
	d.Memory(start).Plan[0].Power = 9
	require.Equal(t, energy.WantPower(1000), d.Decide(energy.Snapshot{}, start).Wants[energy.Plan])
	require.Equal(t, control.Ahead, d.Status(start.Add(-1)).Plan)
	require.NoError(t, d.Plan(nil))
	require.Equal(t, energy.Want{}, d.Decide(energy.Snapshot{}, start).Wants[energy.Plan])
}

func TestMemoryIsReadableText(t *testing.T) {
	d := desk()
	require.NoError(t, d.Plan([]control.Slot{hour(0)}))
	require.NoError(t, d.Reserve(0.25))
	text, err := json.Marshal(d.Memory(start))
	require.NoError(t, err)
	require.Contains(t, string(text), `"reserve_ratio":0.25`)
	require.Contains(t, string(text), `"mode":"discharge","power_w":1000`)
	d.Pause(time.Now().Add(time.Hour))
	require.NotContains(t, d.Memory(start).Pause.Until.String(), "m=", "a monotonic reading means nothing to the next boot")
	var m control.Memory
	require.ErrorContains(t, json.Unmarshal([]byte(`{"plan":[{"mode":"dischrage"}]}`), &m), `"dischrage"`)
}

// TestPain030_DaysOf23And25Hours: a plan made of a local day's quarter hours does
// at every minute what the clock on the wall asks, on both days of change.
func TestPain030_DaysOf23And25Hours(t *testing.T) {
	f := func(zone string, year int, month time.Month, day int, hours float64) {
		t.Helper()
		place, err := time.LoadLocation(zone)
		require.NoError(t, err)
		midnight, next := time.Date(year, month, day, 0, 0, 0, 0, place), time.Date(year, month, day+1, 0, 0, 0, 0, place)
		require.InDelta(t, hours, next.Sub(midnight).Hours(), 1e-9)
		power := func(at time.Time) energy.Watts { return energy.Watts(100 * (at.Hour() + 1)) }
		var slots []control.Slot
		for at := midnight; at.Before(next); at = at.Add(15 * time.Minute) {
			slots = append(slots, control.Slot{Start: at, End: at.Add(15 * time.Minute), Mode: control.Discharge, Power: power(at)})
		}
		d := control.NewDesk(control.Config{})
		require.NoError(t, d.Plan(slots))
		for at := midnight; at.Before(next); at = at.Add(time.Minute) {
			require.Equal(t, energy.WantPower(power(at)), d.Decide(energy.Snapshot{}, at.UTC()).Wants[energy.Plan], at.String())
		}
		require.Equal(t, control.Ended, d.Status(next).Plan)
	}
	f("Europe/Berlin", 2026, time.March, 29, 23)
	f("Europe/Berlin", 2026, time.October, 25, 25)
	f("Europe/London", 2026, time.March, 29, 23)
	f("Europe/London", 2026, time.October, 25, 25)
	f("America/Los_Angeles", 2026, time.March, 8, 23)
	f("America/Los_Angeles", 2026, time.November, 1, 25)
	f("Australia/Lord_Howe", 2026, time.October, 4, 23.5)
	f("Australia/Lord_Howe", 2026, time.April, 5, 24.5)
}

// A clock that was a year ahead when it was set, or a restart with the clock set
// back, makes nothing that the owner set last longer than it was to.
func TestNoSpellOutlivesItsLengthAcrossARestart(t *testing.T) {
	f := func(jump time.Duration) {
		t.Helper()
		d := desk()
		d.Pause(start.Add(time.Hour))
		require.NoError(t, d.Storm(0.8, start.Add(2*time.Hour)))
		later, next := start.Add(time.Minute).Add(jump), desk()
		require.NoError(t, next.Restore(d.Memory(start.Add(time.Minute)), later))
		require.False(t, next.Status(later.Add(59*time.Minute)).Paused)
		require.Zero(t, next.Status(later.Add(119*time.Minute)).Reserve)
	}
	f(0)
	f(-365 * 24 * time.Hour)
	f(-time.Hour)
	f(365 * 24 * time.Hour)
}
