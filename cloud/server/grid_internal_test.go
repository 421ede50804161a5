package server

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestTheGridFollowsTheRegistry: limits that are set, end, or begin by themselves, and
// groups inside others; what has no limit is no node of it.
func TestTheGridFollowsTheRegistry(t *testing.T) {
	s := newStreetOf(t, "p")
	s.group(t, "zone", asset.Zone, nil)
	s.group(t, "feeder", asset.Feeder, map[asset.LimitName]float64{asset.ImportLimit: 400, asset.RampLimit: 50, asset.SwitchingLimit: 7})
	s.group(t, "owners", asset.Owner, map[asset.LimitName]float64{asset.ExportLimit: 1})
	require.NoError(t, s.registry.Nest(t.Context(), "zone", "feeder", s.now.Add(-time.Hour)))
	s.move(t, "a", 1, "p", "feeder", "owners")
	s.move(t, "b", 1, "p", "zone")
	s.move(t, "c", 1, "p")
	f := func(names []asset.GroupID, parents, under []int32) {
		t.Helper()
		s.open(t)
		w := s.grid.now.Load()
		var got []asset.GroupID
		for _, n := range w.nodes {
			got = append(got, n.group)
		}
		require.Equal(t, names, got)
		require.Equal(t, parents, w.parents)
		require.Equal(t, under, []int32{w.under["a-000"], w.under["b-000"], w.under["c-000"]})
	}
	f([]asset.GroupID{"feeder"}, []int32{-1, 0}, []int32{1, 0, 0})
	require.Equal(t, limited{group: "feeder", imports: 400_000, exports: unlimited, ramp: 50_000, switches: true, switching: 7}, s.grid.now.Load().nodes[0])
	require.NoError(t, s.registry.SetLimit(t.Context(), asset.GroupNode("zone"), asset.ExportLimit, 70, s.now.Add(time.Minute)))
	f([]asset.GroupID{"feeder"}, []int32{-1, 0}, []int32{1, 0, 0})
	require.False(t, s.grid.due())
	s.now = s.now.Add(time.Minute)
	require.True(t, s.grid.due(), "one begins")
	f([]asset.GroupID{"zone", "feeder"}, []int32{-1, 0, 1}, []int32{2, 1, 0})
	for _, name := range []asset.LimitName{asset.ImportLimit, asset.RampLimit, asset.SwitchingLimit} {
		require.NoError(t, s.registry.EndLimit(t.Context(), asset.GroupNode("feeder"), name, s.now))
	}
	f([]asset.GroupID{"zone"}, []int32{-1, 0}, []int32{1, 1, 0})
}

// TestHomesThatEnrolOneAfterTheOtherMakeTheGridAnewOnceASecond: the first at once, and
// what comes within a second of that together.
func TestHomesThatEnrolOneAfterTheOtherMakeTheGridAnewOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &grid{clock: time.Now, wake: make(chan struct{}, 1)}
		g.now.Store(&wiring{})
		made := 0
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			g.keep(ctx, func(context.Context, error) error { made++; return nil })
			close(ended)
		}()
		g.moved()
		synctest.Wait()
		require.Equal(t, 1, made)
		for range 5000 {
			g.moved()
			time.Sleep(time.Millisecond)
		}
		synctest.Wait()
		require.Equal(t, 6, made)
		time.Sleep(memberWait)
		require.LessOrEqual(t, made, 7, "what moved last is in it, and nothing is made for nothing")
		g.moved()
		synctest.Wait()
		require.LessOrEqual(t, made, 8)
		stop()
		<-ended
	})
}

// TestMembers_TellOfLimits: whoever follows the registry hears that limits moved.
func TestMembers_TellOfLimits(t *testing.T) {
	f := fleetAt(t, "2026-03-02")
	require.NoError(t, f.registry.AddGroup(t.Context(), "feeder", asset.Feeder, f.clock()))
	f.follow()
	<-f.moved
	require.NoError(t, f.registry.SetLimit(t.Context(), asset.GroupNode("feeder"), asset.ImportLimit, 1, f.clock()))
	require.Equal(t, Moved{Limits: true}, <-f.moved)
	require.NoError(t, f.registry.EndLimit(t.Context(), asset.GroupNode("feeder"), asset.ImportLimit, f.clock().Add(time.Hour)))
	require.Equal(t, Moved{Limits: true}, <-f.moved)
}

// TestWhatTheGridDoesNotKnowIsNotCommanded: a home that came since it was made, homes
// under groups that cross, and all while nothing was read at all are on their own.
func TestWhatTheGridDoesNotKnowIsNotCommanded(t *testing.T) {
	s := newStreetOf(t, "p")
	s.group(t, "one", asset.Feeder, map[asset.LimitName]float64{asset.ImportLimit: 400})
	s.group(t, "two", asset.Zone, map[asset.LimitName]float64{asset.ImportLimit: 400})
	s.move(t, "a", 3, "p", "one")
	s.move(t, "b", 1, "p", "one", "two")
	s.move(t, "c", 1, "p", "two")
	s.open(t)
	charging := func() (all string) {
		for range 60 {
			require.NoError(t, s.plants[0].SetTarget(dispatch.Target{Power: -100_000, Until: s.now.Add(time.Minute)}))
			s.second(0)
		}
		for _, h := range s.homes {
			if h.battery < 0 {
				all += string(h.site[:1])
			}
		}
		return all
	}
	require.Equal(t, "aaa", charging())
	require.Equal(t, []asset.GroupID{"two"}, s.grid.now.Load().crossed)
	s.move(t, "d", 1, "p")
	s.follow(Moved{All: true})
	require.Equal(t, "aaa", charging(), "not the newest")
	s.grid.members = s.members
	require.NoError(t, s.grid.read(t.Context()))
	require.Equal(t, "aaad", charging())
	s.grid.now.Store(nil)
	require.Equal(t, "", charging())
}

// TestAHomesSurplusIsKnownToItsPlant: what its sun gives beyond its load is known to its plant.
func TestAHomesSurplusIsKnownToItsPlant(t *testing.T) {
	b, c, _ := commanded(t, "sunny", "dark")
	b.tell("sunny", -1000, 3500, 0)
	b.tell("dark", -700, 0, 0)
	b.passAfter(time.Second)
	v := c.View(b.now)
	require.Equal(t, []energy.Watts{-700, 2500}, []energy.Watts{v.Homes[0].Surplus, v.Homes[1].Surplus})
}

// TestWhatIsBelievedOfANodeIsOfNow: a picture that is overdue tells nothing.
func TestWhatIsBelievedOfANodeIsOfNow(t *testing.T) {
	s := newStreetOf(t, "p")
	s.group(t, "feeder", asset.Feeder, map[asset.LimitName]float64{asset.ImportLimit: 400})
	homes := s.move(t, "a", 10, "p", "feeder")
	s.open(t)
	s.live(0)
	n := &s.grid.now.Load().nodes[0]
	w := n.wire(s.picture.Load(), s.now.Add(overdue))
	require.Equal(t, []int{10, 10}, []int{w.Homes, w.Told})
	flows, batteries := flowOf(homes)
	require.InDelta(t, float64(flows-batteries), float64(w.Rest), 100)
	require.Positive(t, float64(w.Doubt))
	w = n.wire(s.picture.Load(), s.now.Add(overdue+1))
	require.Equal(t, []int{1, 0}, []int{w.Homes, w.Told})
}
