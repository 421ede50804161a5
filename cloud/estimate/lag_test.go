package estimate_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestALagIsLearned has a battery follow orders with a lag of 4 s, and asks where it
// is 3 s after the next: half of the way there.
func TestALagIsLearned(t *testing.T) {
	f, _, homes := street(1)
	at := midnight.Add(10 * time.Hour)
	const lag = 4.0
	power, target := 0.0, 0.0
	tell := func() {
		r := report(at, -1000, 0, 0.5)
		r.Snapshot.Battery = energy.Read(energy.Watts(power), at)
		r.Order, r.Left = energy.WantPower(energy.Watts(target)), time.Minute
		f.Tell(homes[0], r)
	}
	after := func(d time.Duration) float64 {
		f.Pass(at.Add(d))
		one, ok := f.One(homes[0], at.Add(d))
		require.True(t, ok)
		return float64(one.Powers[estimate.Battery].Mean)
	}
	target = 3000
	tell()
	before := after(3 * time.Second)
	for range 40 {
		target = -target
		for range 4 {
			tell()
			at = at.Add(time.Second)
			power = target + (power-target)*math.Exp(-1/lag)
		}
	}
	power, target = 0, 2500
	tell()
	learned := after(3 * time.Second)
	truth := 2500 * (1 - math.Exp(-3/lag))
	require.Greater(t, before, 2700.0, "a lag of about 1 s is taken until another shows")
	require.InDelta(t, truth, learned, 200)
}

func TestALagMayBeGiven(t *testing.T) {
	f, _, homes := street(1)
	at := midnight.Add(10 * time.Hour)
	r := report(at, -1000, 0, 0.5)
	r.Snapshot.Battery = energy.Read(energy.Watts(0), at)
	r.Order, r.Left, r.Lag = energy.WantPower(3000), time.Minute, 6400*time.Millisecond
	f.Tell(homes[0], r)
	f.Pass(at.Add(5 * time.Second))
	one, _ := f.One(homes[0], at.Add(5*time.Second))
	b := one.Powers[estimate.Battery]
	require.InDelta(t, 3000*(1-math.Exp(-5/6.4)), float64(b.Mean), 1)
	require.Greater(t, b.Variance, 500.0*500, "half of what is left is not known")
}
