package energy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestCurve(t *testing.T) {
	f := func(c energy.Curve, away energy.Hertz, want energy.Ratio) {
		t.Helper()
		require.NoError(t, c.Check())
		require.InDelta(t, float64(want), float64(c.Share(away)), 1e-12)
	}
	contained := energy.Curve{{Away: 0.015}, {Away: 0.2, Share: 0.05}, {Away: 0.5, Share: 1}}
	f(contained, 0, 0)
	f(contained, 0.015, 0)
	f(contained, 0.1075, 0.025)
	f(contained, 0.2, 0.05)
	f(contained, 0.35, 0.525)
	f(contained, 0.5, 1)
	f(contained, 3, 1)
	require.Equal(t, energy.Hertz(0.015), contained.DeadBand())
	proportional := energy.Curve{{}, {Away: 0.2, Share: 1}}
	f(proportional, 0, 0)
	f(proportional, 0.1, 0.5)
	require.Zero(t, proportional.DeadBand())
	switched := energy.Curve{{Away: 0.4, Share: 1}}
	f(switched, 0.3999, 0)
	f(switched, 0.4, 1)
	require.Zero(t, switched.DeadBand())
	require.Zero(t, energy.Curve(nil).Share(1))
}
