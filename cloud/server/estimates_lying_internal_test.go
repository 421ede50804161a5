package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRow27_AFifthTakesOrdersAndIgnoresThem: the plant is within 2 % of its target after
// 60 s, and who does not follow is found: out of a hundred, just those.
func TestRow27_AFifthTakesOrdersAndIgnoresThem(t *testing.T) {
	s := newStreetOf(t, "p")
	homes := s.move(t, "home", 100, "p")
	for i := 0; i < len(homes); i += 5 {
		homes[i].ignores = true
	}
	s.open(t)
	ask := func(target energy.Watts, seconds int) (found int) {
		for range seconds {
			require.NoError(t, s.plants[0].SetTarget(dispatch.Target{Power: target, Until: s.now.Add(time.Minute)}))
			s.second(0.2)
			if out := len(s.plants[0].Unfollowing()); found == 0 && out >= 20 {
				found = s.seconds
			}
		}
		return found
	}
	for range 10 {
		s.second(0.2)
	}
	for _, target := range []energy.Watts{200_000, -150_000, 300_000} {
		begun := s.seconds
		if found := ask(target, 60); target == 200_000 {
			t.Logf("all found %d s after the step", found-begun)
			require.NotZero(t, found)
			require.LessOrEqual(t, found-begun, slowestShows+3, "three samples after even the slowest home would have shown")
		}
		_, got := flowOf(homes)
		require.InEpsilon(t, float64(target), float64(got), 0.02)
	}
	require.Len(t, s.plants[0].Unfollowing(), 20)
	for site := range s.plants[0].Unfollowing() {
		require.True(t, s.bySite[site].ignores, site)
	}
}

// slowestShows is how long after the first level, in s, even the slowest home that follows
// may look as it did on its own: until its order is there and it says so (3 s), then dead
// time and lag (package follow): 4 s, and 5 s times ln(2000/260), of what is asked and
// four deviations of 65 W.
const slowestShows = 3 + 4 + 10
