package record_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// errand is an order on its way, a tick a second.
type errand struct {
	record.Courses
	now time.Time
}

func (e *errand) tick(order uint64, approved energy.Want, battery energy.Watts, r record.Registers) {
	e.now = e.now.Add(time.Second)
	d := energy.Decision{Order: order, Layer: energy.Dispatch, Approved: approved}
	e.See(record.Tick{At: e.now, Battery: energy.Read(battery, e.now), Decision: d}, r)
}

func TestRow34_EachStepOfAnOrderHasItsTime(t *testing.T) {
	start := time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)
	at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	kept, told := record.Registers{Kept: true}, energy.WantPower(2000)
	e := &errand{now: start}
	e.Accepted(7, "north", start)
	e.tick(7, energy.Want{}, 0, kept) // nothing is written yet: what reads as written is of before
	e.tick(7, told, 0, kept)
	e.tick(7, told, 500, kept)
	e.tick(7, told, 1400, kept)
	e.tick(7, told, 1900, kept)
	e.tick(7, told, 2000, kept)
	c, ok := e.Of(7)
	require.True(t, ok)
	require.Equal(t, record.Course{Order: 7, Accepted: start, Written: at(2), ReadBack: at(3), Measured: at(5)}, c)
	require.Equal(t, []energy.PlantID{"north", ""}, []energy.PlantID{e.Plant(7), e.Plant(8)})
	_, ok = e.Of(8)
	require.False(t, ok)
	_, ok = e.Of(0)
	require.False(t, ok)
}

// Accepted is not written, written is not kept, and kept is not done.
func TestRow34_NoStepStandsForAnother(t *testing.T) {
	told := energy.WantPower(2000)
	f := func(approved energy.Want, battery energy.Watts, r record.Registers, written, readBack, measured bool) {
		t.Helper()
		e := &errand{now: time.Unix(1e9, 0)}
		e.Accepted(7, "north", e.now)
		for range 20 {
			e.tick(7, approved, battery, r)
		}
		c, _ := e.Of(7)
		require.Equal(t, []bool{written, readBack, measured}, []bool{!c.Written.IsZero(), !c.ReadBack.IsZero(), !c.Measured.IsZero()})
		require.Equal(t, r.Overruled, c.Overruled)
	}
	f(energy.Want{}, 2000, record.Registers{Kept: true}, false, false, false)
	f(told, 0, record.Registers{}, true, false, false)
	f(told, 0, record.Registers{Kept: true}, true, true, false)
	f(told, 2000, record.Registers{Overruled: "WSet was set to 2000 and reads 0"}, true, false, true)
}

// An order is written though the inverter of the PV does not take its limit.
func TestRow34_PVThatIsNotHeldIsNoPartOfAnOrder(t *testing.T) {
	e := &errand{now: time.Unix(1e9, 0)}
	e.Accepted(7, "north", e.now)
	e.See(record.Tick{At: e.now, Decision: energy.Decision{Order: 7, Layer: energy.Dispatch, Approved: energy.WantPower(2000), Bounds: energy.BoundDevice}}, record.Registers{Kept: true})
	c, _ := e.Of(7)
	require.Equal(t, e.now, c.Written)
}

func TestRow34_AnotherOrdersPowerIsNotThisOnes(t *testing.T) {
	e := &errand{now: time.Unix(1e9, 0)}
	e.Accepted(7, "north", e.now)
	for range 5 {
		e.tick(7, energy.WantPower(2000), 2000, record.Registers{Kept: true})
	}
	e.Accepted(8, "south", e.now)
	e.tick(8, energy.WantPower(-1000), 2000, record.Registers{Kept: true})
	e.tick(8, energy.WantPower(-1000), 1500, record.Registers{Kept: true})
	c, _ := e.Of(8)
	require.Equal(t, e.now, c.ReadBack)
	require.Zero(t, c.Measured)
}

func TestTheNewestOrdersAreRemembered(t *testing.T) {
	var c record.Courses
	for id := range uint64(1000) {
		c.Accepted(id+1, "north", time.Unix(1e9, 0))
	}
	_, ok := c.Of(400)
	require.False(t, ok)
	_, ok = c.Of(401)
	require.True(t, ok)
}
