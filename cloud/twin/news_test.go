package twin_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// tells returns a report of an event, after which so many conditions stand.
func tells(seq uint64, kind energy.EventKind, standing ...energy.EventKind) energy.Report {
	return report(seq, func(r *energy.Report) {
		event := func(k energy.EventKind) energy.Event {
			return energy.Event{Kind: k, Device: "bus1-unit1", At: r.Snapshot.At.Add(-time.Minute)}
		}
		r.News = &energy.News{Edges: []energy.Event{event(kind)}, Held: seq}
		for _, k := range standing {
			r.News.Standing = append(r.News.Standing, event(k))
		}
	})
}

func kinds(list []twin.Happening) (out []energy.EventKind) {
	for _, h := range list {
		out = append(out, h.Kind)
	}
	return out
}

func TestAConditionStandsUntilTheHomeSaysOtherwise(t *testing.T) {
	tw := twin.ApplyBatch(twin.Twin{}, batch(1, tells(5, energy.UnknownDevice, energy.UnknownDevice)), noon)
	require.Equal(t, []energy.EventKind{energy.UnknownDevice}, kinds(tw.Standing()))
	h := tw.Standing()[0]
	require.True(t, h.At.Equal(noon.Add(-time.Minute)), "on the cloud's clock: %v", h.At)
	require.Equal(t, []uint64{1, 5}, []uint64{h.Boot, h.Seq})
	require.EqualValues(t, 5, tw.Untold())

	tw = twin.ApplyBatch(tw, batch(1, report(6, nil)), noon)
	require.Len(t, tw.Standing(), 1, "a report without news says nothing of it")
	tw = twin.ApplyBatch(tw, batch(1, tells(7, energy.Paused)), noon)
	require.Empty(t, tw.Standing())
	require.Equal(t, []energy.EventKind{energy.UnknownDevice, energy.Paused}, kinds(tw.Recent()))
}

func TestWhatComesLateTurnsNothingBack(t *testing.T) {
	tw := twin.ApplyBatch(twin.Twin{}, batch(2, tells(9, energy.Islanded, energy.Islanded)), noon)
	tw = twin.ApplyBatch(tw, batch(2, tells(3, energy.Paused), report(4, nil)), noon)
	tw = twin.ApplyBatch(tw, batch(1, tells(80, energy.LockedOut, energy.LockedOut)), noon)
	require.Equal(t, []energy.EventKind{energy.Islanded}, kinds(tw.Standing()))
	require.Equal(t, []energy.EventKind{energy.LockedOut, energy.Paused, energy.Islanded}, kinds(tw.Recent()))
}

func TestAnotherBootKnowsNothingThatStands(t *testing.T) {
	tw := twin.ApplyBatch(twin.Twin{}, batch(5, tells(9, energy.Islanded, energy.Islanded)), noon)
	tw = twin.ApplyPresence(tw, wire.Presence{Site: "h", Boot: 6, Online: true}, noon)
	require.Empty(t, tw.Standing())
	require.Len(t, tw.Recent(), 1)
	tw = twin.ApplyPresence(tw, wire.Presence{Site: "h", Boot: 1, Online: true}, noon)
	require.Empty(t, tw.Recent(), "the gateway's counter was reset")
	tw = twin.ApplyBatch(tw, batch(1, tells(1, energy.Restarted)), noon)
	require.Equal(t, []energy.EventKind{energy.Restarted}, kinds(tw.Recent()))
}

// However reports are repeated, delayed and mixed, each event is there once, and what
// stands is what the newest says.
func TestEventsAreTakenOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "reports")
		var tw twin.Twin
		arrivals := rapid.SliceOfN(rapid.IntRange(1, n), 1, 60).Draw(t, "arrivals")
		newest, sent := 0, map[int]bool{}
		for _, seq := range arrivals {
			kind := energy.EventKind(1 + seq%10)
			tw = twin.ApplyBatch(tw, batch(1, tells(uint64(seq), kind, kind)), noon)
			newest, sent[seq] = max(newest, seq), true
			require.Equal(t, energy.EventKind(1+newest%10), tw.Standing()[0].Kind)
			require.Len(t, tw.Recent(), len(sent))
		}
		for i, h := range tw.Recent() {
			require.True(t, i == 0 || h.Seq > tw.Recent()[i-1].Seq)
		}
	})
}

func TestOnlyTheNewestEventsAreKept(t *testing.T) {
	var tw twin.Twin
	for seq := range uint64(100) {
		tw = twin.ApplyBatch(tw, batch(1, tells(seq+1, energy.Paused)), noon)
	}
	require.Len(t, tw.Recent(), 16)
	before := fmt.Sprint(tw.Recent())
	for seq := range uint64(100) {
		tw = twin.ApplyBatch(tw, batch(1, tells(seq+1, energy.Paused)), noon)
	}
	require.Equal(t, before, fmt.Sprint(tw.Recent()))
}

// A home that may tell no more for now is not unreachable, and its last word is not news.
func TestAHomeThatPromisesNothingIsAsOldAsItIs(t *testing.T) {
	tw := heard(1, 1, func(r *energy.Report) {
		r.Deadband = energy.Deadband{Heartbeat: time.Minute, Power: 150, Loose: energy.Blind}
	})
	tw.Online = true
	later := noon.Add(20 * time.Second)
	require.False(t, tw.Holds(later))
	require.Equal(t, twin.Commandable, tw.Condition(later))
	e := tw.Estimate(later).Battery
	require.Equal(t, energy.Modelled, e.Provenance)
	require.True(t, energy.IsFinite(energy.Watts(e.Variance)))
	tw.Report.Deadband.Loose = 3
	require.True(t, tw.Holds(later))
	require.InDelta(t, 1200*1200/3., tw.Estimate(later).Grid.Variance, 1)
}
