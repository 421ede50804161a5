package server

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestRosterGivesAHomeToOneNode: who is called by a node is that node's alone, as far
// as its programme has it, and a node nobody calls has its members.
func TestRosterGivesAHomeToOneNode(t *testing.T) {
	var r roster
	all := []energy.SiteID{"a", "b", "c"}
	f := func(node energy.PlantID, site energy.SiteID, ready bool, up energy.Watts) {
		t.Helper()
		h := dispatch.Home{Site: site, Ready: true, Up: 3000, Down: 3000}
		r.now.Load().bound(node, &h)
		require.Equal(t, ready, h.Ready)
		require.Equal(t, up, h.Up)
	}
	require.Equal(t, all, r.now.Load().homes("p", all))
	f("p", "a", true, 3000)

	r.set(map[energy.PlantID]map[energy.SiteID]stake{"feeder": {"b": {up: 1000}, "a": {up: 2000, down: 500}}})
	require.Equal(t, []energy.SiteID{"a", "b"}, r.now.Load().homes("feeder", all))
	require.Equal(t, all, r.now.Load().homes("p", all))
	f("feeder", "a", true, 2000)
	f("p", "a", false, 3000)
	f("p", "c", true, 3000)

	r.set(map[energy.PlantID]map[energy.SiteID]stake{"feeder": {"a": {}}})
	h := dispatch.Home{Site: "a", Ready: true, Up: 3000}
	r.now.Load().bound("feeder", &h)
	require.True(t, h.Ready && h.Still && h.Up == 0, "it waits at 0 W until it is let go")
}
