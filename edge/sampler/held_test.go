package sampler_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/sampler"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Whatever a home does, a value held from one report to the next is within what was
// told of its deadband at every tick, and no report is longer than a heartbeat away.
// The exception is announced, and short.
func TestRow09_TheHeldSeriesIsWithinTheDeadbandEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := begin()
		var held energy.Report
		var heard, leftOut time.Time
		rests := rapid.IntRange(0, 6).Draw(t, "rests")
		for range rapid.IntRange(1, 300).Draw(t, "ticks") {
			if rapid.IntRange(0, rests).Draw(t, "still") == 0 {
				change(t, c)
			}
			r, ok := c.tick()
			if ok {
				require.Equal(t, leftOut, r.Still)
				held, heard, leftOut = r, c.now, time.Time{}
			} else if held.Deadband.Holds() {
				leftOut = c.now
			}
			require.True(t, ok || held.Deadband.On(), "it was said that ticks are left out")
			require.LessOrEqual(t, c.now.Sub(heard), sampler.Defaults().Heartbeat)
			if band, promised := held.Deadband.Actual(); promised {
				stands(t, band, &held, &c.snap, &c.d)
			} else {
				require.LessOrEqual(t, c.now.Sub(heard), 48*time.Second)
			}
		}
	})
}

// change moves a home, mostly by little.
func change(t *rapid.T, c *day) {
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
