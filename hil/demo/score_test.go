package demo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/demo"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestScore(t *testing.T) {
	f := func(want energy.Ratio, pairs ...energy.Watts) {
		t.Helper()
		var s demo.Score
		for i := 0; i < len(pairs); i += 2 {
			s.Add(pairs[i], pairs[i+1])
		}
		got, ok := s.Ratio()
		require.True(t, ok)
		require.InDelta(t, float64(want), float64(got), 1e-9)
	}
	f(0, 100, 100, -50, -50)
	f(1, 100, 0, -100, 0)
	f(0.1, 100, 110)
	f(2, 100, -100)
}

func TestScoreOfNothingAskedIsAbsent(t *testing.T) {
	var s demo.Score
	s.Add(0, 500)
	_, ok := s.Ratio()
	require.False(t, ok)
}

func TestOptionsNameWhatCannotBe(t *testing.T) {
	f := func(o demo.Options, flag string) {
		t.Helper()
		err := o.Validate()
		require.ErrorContains(t, err, flag)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	f(demo.Options{Homes: -1}, "--homes")
	f(demo.Options{}, "--homes")
	f(demo.Options{Homes: 1, Gateways: 65}, "--gateways")
	f(demo.Options{Homes: 1, For: -time.Second}, "--for")
	f(demo.Options{Homes: 1, PortOffset: 60000}, "--port-offset")
}
