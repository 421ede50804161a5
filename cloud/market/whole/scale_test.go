package whole_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/market/whole"
)

func TestHalvesGoAwayFromZero(t *testing.T) {
	f := func(v, num, den, want int64) {
		t.Helper()
		require.Equal(t, want, whole.Scale(v, num, den))
		got, fits := whole.Divide(new(big.Int).Mul(big.NewInt(v), big.NewInt(num)), big.NewInt(den))
		require.True(t, fits)
		require.Equal(t, want, got)
	}
	f(1, 1, 2, 1)
	f(-1, 1, 2, -1)
	f(1, -1, 2, -1)
	f(-1, -1, 2, 1)
	f(1, 1, 3, 0)
	f(2, 1, 3, 1)
	f(0, -5, 7, 0)
	f(math.MaxInt64, 3, 3, math.MaxInt64)
	f(math.MinInt64+1, 1, 1, math.MinInt64+1)
}

// Both are what whole numbers of any length say.
func TestItIsTheExactProductRoundedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, den := rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "v"), rapid.Int64Range(1, math.MaxInt64).Draw(t, "den")
		num := rapid.Int64Range(-den, den).Draw(t, "num")
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(v), big.NewInt(num)), big.NewInt(den))
		got := whole.Scale(v, num, den)
		off := new(big.Rat).Sub(exact, new(big.Rat).SetInt64(got))
		require.LessOrEqual(t, off.Abs(off).Cmp(big.NewRat(1, 2)), 0)
		also, fits := whole.Divide(new(big.Int).Mul(big.NewInt(v), big.NewInt(num)), big.NewInt(den))
		require.True(t, fits)
		require.Equal(t, got, also)
	})
	_, fits := whole.Divide(new(big.Int).Lsh(big.NewInt(1), 80), big.NewInt(3))
	require.False(t, fits)
	require.Equal(t, uint64(1)<<63, whole.Size(math.MinInt64))
}
