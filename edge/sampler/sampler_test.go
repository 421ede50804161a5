package sampler_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/sampler"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

var noon = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// day is a home's ticks, one a second.
type day struct {
	*sampler.Sampler
	now     time.Time
	snap    energy.Snapshot
	d       energy.Decision
	watched time.Time
}

func begin() *day {
	c := &day{Sampler: sampler.New(sampler.Defaults()), now: noon, d: energy.Decision{State: energy.Autonomous}}
	c.snap.Grid = energy.Read[energy.Watts](-500, noon)
	return c
}

// tick lets a second go by.
func (c *day) tick() (energy.Report, bool) {
	c.now = c.now.Add(time.Second)
	c.snap.At = c.now
	return c.See(c.snap, c.d, c.watched)
}

// count returns how many of n ticks are told.
func (c *day) count(n int) (told int) {
	for range n {
		if _, ok := c.tick(); ok {
			told++
		}
	}
	return told
}

func (c *day) grid(w energy.Watts) { c.snap.Grid = energy.Read(w, c.now) }

func TestRow09_AStillHomeTellsItsHeartbeats(t *testing.T) {
	c := begin()
	require.Equal(t, 1, c.count(1))
	require.Equal(t, 10, c.count(600))
}

func TestRow09_TheFirstReportOfAChangeKnowsHowLongTheOneBeforeHeld(t *testing.T) {
	c := begin()
	first, ok := c.tick()
	require.True(t, ok)
	require.Equal(t, sampler.Defaults(), first.Deadband)
	require.True(t, first.Still.IsZero())
	require.Zero(t, c.count(20))
	still := c.now
	c.grid(-651)
	r, ok := c.tick()
	require.True(t, ok)
	require.Equal(t, still, r.Still)
	c.grid(-500)
	r, ok = c.tick()
	require.True(t, ok, "back again is a change too")
	require.True(t, r.Still.IsZero(), "no tick was left out between")
	c.grid(-650)
	require.Zero(t, c.count(1), "at the deadband is within it")
}

func TestRow09_InServiceEveryTickIsTold(t *testing.T) {
	f := func(begins, ends func(c *day)) {
		t.Helper()
		c := begin()
		require.Equal(t, 1, c.count(50))
		begins(c)
		for range 30 {
			r, ok := c.tick()
			require.True(t, ok)
			require.False(t, r.Deadband.On(), "nothing is left out after it")
		}
		ends(c)
		require.Less(t, c.count(120), 30)
		require.LessOrEqual(t, c.count(600), 10)
	}
	calm := func(c *day) { c.d = energy.Decision{State: energy.Autonomous} }
	f(func(c *day) { c.d.Order = 7 }, calm)
	f(func(c *day) { c.d.Layer = energy.Frequency }, calm)
	f(func(c *day) { c.d.Bounds = energy.BoundUnproven }, calm)
	f(func(c *day) { c.d.State = energy.Failsafe }, calm)
	f(func(c *day) { c.watched = c.now.Add(30 * time.Second) }, func(*day) {})
}

// A limit that stands all day is told where it begins, changes and ends.
func TestRow09_ALimitIsNewForTenSeconds(t *testing.T) {
	f := func(bound energy.Bounds) {
		t.Helper()
		c := begin()
		c.count(50)
		c.d.Bounds, c.d.State = bound, energy.Limited
		require.Equal(t, 11, c.count(15), "and the first after it")
		require.Equal(t, 60, c.count(3600))
		c.d.Approved = energy.WantPower(-2000)
		require.Equal(t, 1, c.count(15))
		c.d = energy.Decision{State: energy.Autonomous}
		require.Equal(t, 11, c.count(15))
	}
	f(energy.BoundOperator)
	f(energy.BoundExport)
	f(energy.BoundImport)
	f(energy.BoundFuse)
}

// What comes and goes all day is not told each second all day.
func TestRow09_NewsHasItsAllowance(t *testing.T) {
	f := func(flip func(c *day)) {
		t.Helper()
		c := begin()
		told := 0
		for i := range 24 * 60 * 60 {
			if i%7 == 0 {
				flip(c)
			}
			told += c.count(1)
		}
		require.Less(t, told, 24*60*60/12)
	}
	f(func(c *day) { c.d.Bounds ^= energy.BoundExport })
	f(func(c *day) { c.d.Bounds ^= energy.BoundStale })
	f(func(c *day) { c.d.State ^= energy.Autonomous })
	f(func(c *day) { c.d.Layer ^= energy.SelfConsumption })
	f(func(c *day) { c.snap.Grid = c.snap.Grid.Lost().Plus(c.snap.Battery) })
}

// A meter that is all noise costs a twentieth of 1 Hz, and what it tells is known to
// be that coarse.
func TestRow09_NoiseHasItsBudget(t *testing.T) {
	f := func(noise energy.Watts, loose energy.Loose) {
		t.Helper()
		c := begin()
		c.count(1)
		told, most := 0, energy.Loose(0)
		for i := range 3600 {
			c.grid(energy.Watts(i%2)*noise - noise/2)
			r, ok := c.tick()
			if ok {
				told++
				most = max(most, r.Deadband.Loose)
			}
		}
		require.LessOrEqual(t, told, 60+3600/24+2)
		require.Equal(t, loose, most)
	}
	f(100, 0)
	f(200, 1)
	f(1000, 3)
	f(2000, 4)
	f(50_000, energy.Blind)
}

// When the noise is over the deadband is what it was within minutes.
func TestRow09_AfterNoiseTheDeadbandIsWhatItWas(t *testing.T) {
	c := begin()
	for i := range 600 {
		c.grid(energy.Watts(i%2) * 50_000)
		c.tick()
	}
	require.LessOrEqual(t, c.count(120), 3)
	for range 14 {
		c.count(60)
	}
	c.grid(1000)
	r, ok := c.tick()
	require.True(t, ok)
	require.Equal(t, sampler.Defaults(), r.Deadband)
}

// A battery that is full or at its limit all afternoon is a home at rest.
func TestRow09_WhatIsUsualIsNoService(t *testing.T) {
	c := begin()
	c.d.Bounds = energy.BoundSoCHigh | energy.BoundBattery
	require.Equal(t, 1, c.count(50))
}

// An inverter that was taken away is told of, and does not cost 1 Hz for years.
func TestRow09_AnAlarmIsNewForTenMinutes(t *testing.T) {
	c := begin()
	c.count(1)
	c.d.Bounds, c.d.State = energy.BoundStale, energy.Failsafe
	require.Equal(t, 600, c.count(600))
	require.Less(t, c.count(3600), 75)
	c.d.Bounds |= energy.BoundDevice
	require.Equal(t, 600, c.count(600), "another alarm is new again")
}

func TestRow09_WhoComesHearsAtOnce(t *testing.T) {
	c := begin()
	require.Equal(t, 1, c.count(30))
	c.Fresh()
	require.Equal(t, 1, c.count(1))
	require.Zero(t, c.count(20))
}

// Without a deadband every tick is told.
func TestNoDeadbandLeavesOutNothing(t *testing.T) {
	c := begin()
	c.Sampler = sampler.New(energy.Deadband{})
	require.Equal(t, 100, c.count(100))
}

func TestADecisionAllocatesNothing(t *testing.T) {
	c := begin()
	require.Zero(t, testing.AllocsPerRun(100, func() { c.tick() }))
}

// What a home is armed with is told when it changes; that it is armed is no service.
func TestRow09_AnArmIsToldAndIsNoService(t *testing.T) {
	c := begin()
	require.Equal(t, 1, c.count(1))
	c.d.Arm, c.d.ArmLeft = 7, time.Hour
	r, told := c.tick()
	require.True(t, told)
	require.Equal(t, uint64(7), r.Decision.Arm)
	require.Zero(t, c.count(50))
	c.d.Arm = 0
	require.Equal(t, 1, c.count(1))
}
