package sampler_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

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
	f(func(c *day) { c.d.Bounds = energy.BoundOperator }, calm)
	f(func(c *day) { c.d.Bounds = energy.BoundExport }, calm)
	f(func(c *day) { c.d.Bounds = energy.BoundUnproven }, calm)
	f(func(c *day) { c.d.State = energy.Failsafe }, calm)
	f(func(c *day) { c.watched = c.now.Add(30 * time.Second) }, func(*day) {})
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

// Whatever a home does, a value held from one report to the next is within its
// deadband at every tick, and no report is longer than a heartbeat away.
func TestRow09_TheHeldSeriesIsWithinTheDeadbandEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, band := begin(), sampler.Defaults()
		var held energy.Report
		var heard, leftOut time.Time
		for range rapid.IntRange(1, 150).Draw(t, "ticks") {
			change(t, c)
			r, ok := c.tick()
			if ok {
				require.Equal(t, leftOut, r.Still)
				held, heard, leftOut = r, c.now, time.Time{}
			} else {
				leftOut = c.now
				require.Equal(t, band, held.Deadband, "it was said that ticks are left out")
			}
			require.LessOrEqual(t, c.now.Sub(heard), band.Heartbeat)
			stands(t, band, &held, &c.snap, &c.d)
		}
	})
}

// change moves a home by one second, mostly by little.
func change(t *rapid.T, c *day) {
	if rapid.IntRange(0, 3).Draw(t, "still") > 0 {
		return
	}
	step := rapid.SampledFrom([]float64{0, 1, 20, 100, 149, 151, 400, 5000}).Draw(t, "by") * rapid.SampledFrom([]float64{-1, 1}).Draw(t, "sign")
	move := func(r *energy.Reading[energy.Watts], by float64) {
		p, _ := r.Value()
		if *r = energy.Read(p+energy.Watts(by), c.now); rapid.IntRange(0, 20).Draw(t, "lost") == 0 {
			*r = r.Lost()
		}
	}
	switch rapid.IntRange(0, 7).Draw(t, "what") {
	case 0:
		move(&c.snap.Grid, step)
	case 1:
		move(&c.snap.Battery, step)
	case 2:
		move(&c.snap.MaxCharge, step)
	case 3:
		c.snap.SoC = energy.Read(energy.Ratio(step/1e4), c.now)
	case 4:
		c.snap.Phases[1] = energy.Read(energy.Amperes(step/200), c.now)
	case 5:
		c.d.Approved = energy.WantPower(energy.Watts(step))
	case 6:
		c.d.Bounds ^= energy.BoundSoCHigh
	case 7:
		c.snap.Islanded = energy.Read(energy.Ratio(rapid.IntRange(0, 1).Draw(t, "island")), c.now)
	}
}

func stands(t *rapid.T, b energy.Deadband, held *energy.Report, snap *energy.Snapshot, d *energy.Decision) {
	power := func(told, is energy.Watts, known, knows bool) {
		require.Equal(t, known, knows)
		require.LessOrEqual(t, float64((told - is).Abs()), float64(b.PowerAt(told)))
	}
	read := func(told, is energy.Reading[energy.Watts]) {
		p, known := told.Value()
		q, knows := is.Value()
		power(p, q, known, knows)
		require.Equal(t, told.Quality(), is.Quality())
	}
	h := &held.Snapshot
	read(h.Grid, snap.Grid)
	read(h.Battery, snap.Battery)
	read(h.MaxCharge, snap.MaxCharge)
	p, known := held.Decision.Approved.Power()
	q, knows := d.Approved.Power()
	power(p, q, known, knows)
	close := func(told, is, band float64) { require.LessOrEqual(t, max(told-is, is-told), band) }
	a, _ := h.SoC.Value()
	s, _ := snap.SoC.Value()
	close(float64(a), float64(s), float64(b.Charge))
	i, _ := h.Phases[1].Value()
	j, _ := snap.Phases[1].Value()
	close(float64(i), float64(j), float64(b.Current))
	require.Equal(t, held.Decision.Bounds, d.Bounds)
	u, _ := h.Islanded.Value()
	v, _ := snap.Islanded.Value()
	require.Equal(t, u, v)
}

func TestADecisionAllocatesNothing(t *testing.T) {
	c := begin()
	require.Zero(t, testing.AllocsPerRun(100, func() { c.tick() }))
}
