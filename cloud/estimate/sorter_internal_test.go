package estimate

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSorterSortsAsComparingDoes(t *testing.T) {
	var s sorter
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float32Range(-1e6, 1e6), 1, 300).Draw(t, "x")
		for i := range x {
			x[i] += 0 // no -0, which comparing takes for 0
		}
		want := slices.Sorted(slices.Values(x))
		s.sort(x)
		require.Equal(t, want, x)
	})
}
