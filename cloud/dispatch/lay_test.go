package dispatch_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
)

func TestNodesAreUnderThoseThatHoldThem(t *testing.T) {
	const street, feeder, zone, other = 0, 1, 2, 3
	l := dispatch.Lay(4, [][]int32{{street, feeder, zone}, {zone, street, feeder}, {feeder, zone}, {zone}, {other}, {}})
	require.Equal(t, []int32{zone, feeder, street, other}, l.Nodes)
	require.Equal(t, []int32{-1, 0, 1, 2, 0}, l.Parents)
	require.Equal(t, []int32{3, 3, 2, 1, 4, 0}, l.Under)
	require.Empty(t, l.Crossed)
	require.Equal(t, int32(-1), l.Shut)
}

// TestHomesUnderWhatIsCrossedAreShutOut: a node that is partly under another is in no
// tree with it, so nothing is granted to its homes.
func TestHomesUnderWhatIsCrossedAreShutOut(t *testing.T) {
	l := dispatch.Lay(2, [][]int32{{0}, {0}, {0, 1}, {1}, {}})
	require.Equal(t, []int32{1}, l.Crossed)
	require.Equal(t, int32(3), l.Shut)
	require.Equal(t, []int32{1, 1, 3, 3, 0}, l.Under)
}

// TestEveryHomeIsUnderItsNodesAlone: on the way up from where a home is put are the
// nodes that were said to be over it, or it is shut out.
func TestEveryHomeIsUnderItsNodesAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "nodes")
		over := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) (above []int32) {
			for v := range n {
				if rapid.Bool().Draw(t, "above") {
					above = append(above, int32(v))
				}
			}
			return above
		}), 0, 8).Draw(t, "over")
		l := dispatch.Lay(n, over)
		for v, up := range l.Parents[1:] {
			require.Less(t, up, int32(v+1))
		}
		for i, above := range over {
			if l.Under[i] == l.Shut {
				require.NotEmpty(t, above)
				continue
			}
			way := []int32{}
			for v := l.Under[i]; v > 0; v = l.Parents[v] {
				way = append(way, l.Nodes[v-1])
			}
			require.ElementsMatch(t, above, way)
		}
	})
}
