package fleet_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// TestNest_AgreesWithLookingAtEachDay: groups go in and out of each other on
// any days; one that would come to be inside itself on any day is refused, and
// no other; who is below whom is what a walk on that day finds.
func TestNest_AgreesWithLookingAtEachDay(t *testing.T) {
	r := open(t, file(t))
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		ids := make([]asset.GroupID, 4)
		file := head
		for i := range ids {
			ids[i] = asset.GroupID(fmt.Sprintf("g%d-%d", runs, i))
			file += fmt.Sprintf("group,%s,zone,,,,,,,,,\nsite,,,h-%s,,,,,,,,\nmember,%s,,h-%s,,,,,,,2026-01-01,\n", ids[i], ids[i], ids[i], ids[i])
		}
		imported(t, r, sheet.CSV, file)
		inside := [days]map[[2]asset.GroupID]bool{}
		for d := range inside {
			inside[d] = map[[2]asset.GroupID]bool{}
		}
		used := map[[2]asset.GroupID]bool{}
		for range rapid.IntRange(1, 10).Draw(rt, "parts") {
			s := stays([]string{"0", "1", "2", "3"}, []string{"0", "1", "2", "3"}).Draw(rt, "part")
			edge := [2]asset.GroupID{ids[s.group[0]-'0'], ids[s.site[0]-'0']}
			if used[edge] {
				continue
			}
			used[edge] = true
			ring := false
			for d := s.from; d < s.to; d++ {
				ring = ring || below(inside[d], edge[1])[edge[0]]
			}
			err := nest(t, r, edge, s)
			require.Equal(t, ring, err != nil, "%v", err)
			if ring {
				require.Equal(t, fault.Invalid, fault.KindOf(err))
				require.Contains(t, err.Error(), " > ")
				delete(used, edge)
				continue
			}
			for d := s.from; d < s.to; d++ {
				inside[d][edge] = true
			}
		}
		for d := range inside {
			if d > 0 && maps.Equal(inside[d], inside[d-1]) {
				continue
			}
			for _, id := range ids {
				got, err := r.Below(t.Context(), id, day(t, date(d)).Add(time.Hour))
				require.NoError(t, err)
				require.Len(t, got, len(below(inside[d], id)))
			}
		}
	})
}

func nest(t *testing.T, r *fleet.Registry, edge [2]asset.GroupID, s stay) error {
	to := ""
	if s.to < days {
		to = date(s.to)
	}
	row := fmt.Sprintf("part,%s,,,%s,,,,,,%s,%s\n", edge[0], edge[1], date(s.from), to)
	_, err := r.Import(t.Context(), sheet.CSV, strings.NewReader(head+row), epoch)
	return err
}

// below returns top and all that are in it.
func below(edges map[[2]asset.GroupID]bool, top asset.GroupID) map[asset.GroupID]bool {
	found := map[asset.GroupID]bool{top: true}
	for grown := true; grown; {
		grown = false
		for e := range edges {
			if found[e[0]] && !found[e[1]] {
				found[e[1]], grown = true, true
			}
		}
	}
	return found
}
