package gateway

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// PV that nobody can hold back in a lock-out is said, not passed over.
func TestPVThatIsNotHeldBackIsSaid(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := func(past Past, want bool) {
			t.Helper()
			s := newTheatre(map[uint8]*box{2: storage(t), 3: pv(t, 1200), 240: meter(t)})
			limit := 0.0
			s.config.Limits.MaxExportW = &limit
			s = s.again(past)
			require.Equal(t, want, s.pass(t, 6).Decision.Bounds.Has(energy.BoundDevice))
		}
		f(Past{}, false)
		f(Past{Lost: []State{ExcursionsState}}, true)
	})
}

// The box of the operator is silent, speaks, limits and falls silent again:
// never is the home unlimited by silence.
func TestFault084_TheOperatorsLimitBindsAndSoDoesItsSilence(t *testing.T) {
	bubble(t, func(t *testing.T) {
		failsafe := 1000.0
		s := newTheatre(map[uint8]*box{2: storage(t), 240: meter(t)})
		s.config.Limits.Operator = &Operator{Guard: "box", FailsafeImportW: &failsafe}
		s.config.Limits.MarginW = new(float64)
		s = s.again(Past{})
		charge := order(1, -3000)
		charge.Lease = 10 * time.Minute
		require.NoError(t, s.home.Accept(charge))
		f := func(want energy.Watts) {
			t.Helper()
			d := s.pass(t, 5).Decision
			p, _ := d.Approved.Power()
			require.InDelta(t, float64(want), float64(p), 1)
		}
		f(-200) // the home draws 800 W of the 1000 W
		s.home.Beat("stranger")
		require.Error(t, s.home.Dim("stranger", safety.Importing, safety.Dim{}))
		f(-200)
		s.home.Beat("box")
		require.NoError(t, s.home.Dim("box", safety.Importing, safety.Dim{}))
		f(-3000)
		require.NoError(t, s.home.Dim("box", safety.Importing, safety.Dim{Active: true, Power: 1800}))
		f(-1000)
		s.pass(t, 120)
		f(-200)
	})
}

// A limit below the failsafe limit goes on after a restart.
func TestFault084_ARestartLiftsNoLimitOfTheOperator(t *testing.T) {
	bubble(t, func(t *testing.T) {
		failsafe := 4200.0
		s := newTheatre(map[uint8]*box{2: storage(t), 240: meter(t)})
		s.config.Limits.Operator = &Operator{Guard: "box", FailsafeImportW: &failsafe}
		s.config.Limits.MarginW = new(float64)
		s = s.again(Past{})
		s.home.Beat("box")
		require.NoError(t, s.home.Dim("box", safety.Importing, safety.Dim{Active: true, Power: 1000}))
		s.pass(t, 1)
		require.Contains(t, s.kept, string(OperatorState))
		f := func(past Past, want energy.Watts) {
			t.Helper()
			s = s.again(past)
			charge := order(1, -3000)
			require.NoError(t, s.home.Accept(charge))
			p, _ := s.pass(t, 5).Decision.Approved.Power()
			require.InDelta(t, float64(want), float64(p), 1)
		}
		f(s.home.Past(), -200) // the home draws 800 W
		f(Past{Boot: s.home.Past().Boot, Lost: []State{OperatorState}}, 0)
		f(Past{Boot: s.home.Past().Boot, Lost: []State{SpentState}}, -3000)
	})
}
