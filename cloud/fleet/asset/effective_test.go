package asset_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
)

func anyLimit(rt *rapid.T) asset.Limit {
	return asset.Limit{
		Node:  asset.Node{Kind: rapid.SampledFrom([]asset.NodeKind{asset.AtSite, asset.AtGroup}).Draw(rt, "kind"), ID: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "id")},
		Name:  rapid.SampledFrom(asset.LimitNames()).Draw(rt, "name"),
		Value: float64(rapid.IntRange(0, 4).Draw(rt, "value")),
	}
}

// TestEffective_IsTheTightest: one of those there are, none is tighter, whatever
// order they come in; one more never loosens, and takes nothing away.
func TestEffective_IsTheTightest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		given := rapid.SliceOfN(rapid.Custom(anyLimit), 0, 12).Draw(rt, "limits")
		was := slices.Clone(given)
		got := asset.Effective(given)
		require.Equal(rt, was, given)
		names := map[asset.LimitName]bool{}
		for _, l := range given {
			names[l.Name] = true
			i := slices.IndexFunc(got, func(e asset.Limit) bool { return e.Name == l.Name })
			require.GreaterOrEqual(rt, i, 0)
			require.LessOrEqual(rt, got[i].Value, l.Value)
		}
		require.Len(rt, got, len(names))
		for _, e := range got {
			require.Contains(rt, given, e)
		}
		shuffled := slices.Clone(given)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		require.Equal(rt, got, asset.Effective(shuffled))
		more := asset.Effective(append(given, rapid.Custom(anyLimit).Draw(rt, "more")))
		for _, e := range got {
			i := slices.IndexFunc(more, func(m asset.Limit) bool { return m.Name == e.Name })
			require.LessOrEqual(rt, more[i].Value, e.Value)
		}
	})
}
