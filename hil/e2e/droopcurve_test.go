package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/market/score"
	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow49_HomesAnswerTheCurveTheyArePaidBy holds the home's droop against the
// market's curve: what a home does at once is what the corridor asks for, or, in
// the 10 mHz where FCR lets it be on its own, within the corridor's tolerance.
func TestRow49_HomesAnswerTheCurveTheyArePaidBy(t *testing.T) {
	f := func(droop control.Droop, s score.Service) {
		t.Helper()
		for millihertz := 48_000; millihertz <= 52_000; millihertz++ {
			hertz := energy.Hertz(millihertz) / 1000
			change, _ := droop.Change(hertz).Power()
			asked := energy.Watts(s.Curve.Share(hertz)) * droop.Up
			if hertz > s.Curve.Nominal {
				asked = -asked
			}
			within := 1e-6
			if off := max(hertz-droop.Nominal, droop.Nominal-hertz); off <= droop.DeadBand {
				within += float64(s.Tolerance) * float64(droop.Up)
			}
			require.InDelta(t, float64(asked), float64(change), within, "%v Hz", hertz)
		}
	}
	f(control.FCR(5000), score.FCR())
	f(control.DynamicContainment(5000), score.DynamicContainment())
}
