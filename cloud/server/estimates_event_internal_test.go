package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// TestAnEventShowsWhatWasHad where all that was called firm was asked for all the time.
func TestAnEventShowsWhatWasHad(t *testing.T) {
	const firm, length = 900, 15 * time.Minute
	f := func(name string, of func(second int) duty, had ...energy.Watts) {
		t.Helper()
		var v event
		var all []energy.Watts
		for second := range 2000 {
			now := time.Unix(1e9, 0).Add(time.Duration(second) * time.Second)
			offered, x, over := v.see(of(second), estimate.Power{Mean: 1000 + energy.Watts(second), Variance: 100, Homes: 9}, firm, length, now)
			if over {
				require.Equal(t, energy.Watts(1000), offered.Mean.Abs()-energy.Watts(len(all)*901), "what was offered when it began")
				all = append(all, x)
			}
		}
		require.Equal(t, len(had), len(all), name)
		for i := range had {
			require.InDelta(t, float64(had[i]), float64(all[i]), 0.01, name)
		}
	}
	f("all of it, and again", func(int) duty { return duty{asked: 1200, had: 1200} }, 1200, 1901)
	f("a little behind is met", func(int) duty { return duty{asked: 900, had: 890} }, 1000, 1901)
	f("falls short", func(int) duty { return duty{asked: 900, had: 800} }, 800, 800)
	f("fades in the middle", func(s int) duty {
		return duty{asked: 1000, had: map[bool]energy.Watts{true: 1000, false: 0}[s%901 <= 465]}
	}, 500.57, 500.57)
	f("on its way to it", func(s int) duty {
		return duty{asked: 1000, had: map[bool]energy.Watts{true: 0, false: 1000}[s%901 < 30]}
	}, 1000, 1901)
	f("asked for less", func(int) duty { return duty{asked: 899, had: 0} })
	f("asked for less in between", func(s int) duty {
		return duty{asked: map[bool]energy.Watts{true: 100, false: 1000}[s%600 == 0], had: 500}
	})
}

// TestWhatIsFirmRestsOnEvents: a plant that gives half of what it is asked for promises
// less after some of them.
func TestWhatIsFirmRestsOnEvents(t *testing.T) {
	b := believe(t)
	require.NoError(t, b.registry.AddPlant(t.Context(), "p", b.now.Add(-time.Hour)))
	for _, id := range []energy.SiteID{"a", "b", "c", "d"} {
		b.home(t, id, "p")
		b.twins.Presence(wire.Presence{Site: id, Boot: 1, Online: true}, b.now)
		b.tell(id, -500, 0, 0, func(r *energy.Report) { r.Deadband = energy.Deadband{Heartbeat: 1000 * time.Hour, Power: 100} })
	}
	b.passAfter(time.Second)
	firm := func() energy.Watts { return b.group(t, "p").Firm[0].UpW }
	lawful := firm()
	require.Greater(t, lawful, energy.Watts(0))
	b.duties = func() map[energy.PlantID]duty { return map[energy.PlantID]duty{"p": {asked: 30_000, had: 5_000}} }
	b.loose["p"] = 1000
	events := func(n int) {
		for range n * 16 {
			b.now = b.now.Add(59 * time.Second)
			for _, id := range []energy.SiteID{"a", "b", "c", "d"} {
				b.tell(id, -500, 0, 0)
			}
			b.passAfter(time.Second)
		}
	}
	events(10)
	require.InDelta(t, float64(lawful), float64(firm()), 0.1*float64(lawful), "too few tell nothing")
	events(100)
	require.LessOrEqual(t, firm(), energy.Watts(4000))
	b.duties = func() map[energy.PlantID]duty { return map[energy.PlantID]duty{"p": {asked: 30_000, had: 30_000}} }
	events(500)
	require.InDelta(t, float64(lawful), float64(firm()), 0.1*float64(lawful), "it is well again, and shows it")
	b.duties = nil
	b.passAfter(time.Second)
	require.Empty(t, b.events)
}
