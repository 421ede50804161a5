package split_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/split"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestHeadroomIsWhatIsLeftOfALimit(t *testing.T) {
	f := func(imports, exports, others, margin, least, most energy.Watts) {
		t.Helper()
		require.Equal(t, split.Limits{Min: least, Max: most}, split.Headroom(imports, exports, others, margin))
	}
	f(400_000, 300_000, 0, 0, -400_000, 300_000)
	f(400_000, 300_000, -350_000, 20_000, -30_000, 630_000) // an evening peak: little may be charged
	f(400_000, 300_000, -450_000, 20_000, 70_000, 730_000)  // more than it may take: homes have to give
	f(400_000, 300_000, 280_000, 20_000, -660_000, 0)       // the sun at noon: nothing may be discharged
	f(5, 5, -100, 10, 100, 100)                             // no room for the doubt
}

func TestWhatIsNoTreeIsRefused(t *testing.T) {
	f := func(parents, at []int32, subject string) {
		t.Helper()
		_, err := split.New(parents, at)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.ErrorContains(t, err, subject)
	}
	f([]int32{0}, nil, "node 0")
	f([]int32{-1, -1}, nil, "node 1")
	f([]int32{-1, 1}, nil, "node 1")
	f([]int32{-1, 2, 0}, nil, "node 1")
	f([]int32{-1, -2}, nil, "node 1")
	f([]int32{-1}, []int32{0, 1}, "home 1")
	f([]int32{-1}, []int32{-1}, "home 0")

	s, err := split.New([]int32{-1}, make([]int32, 1000))
	require.NoError(t, err)
	require.Error(t, s.SetLimits(1, split.Limits{}), "a node put between is nobody's")
	require.Error(t, s.SetLimits(-1, split.Limits{}))
	require.Error(t, s.SetLimits(0, split.Limits{Min: 1}))
}
