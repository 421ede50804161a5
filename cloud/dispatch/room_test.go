package dispatch_test

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAHomeThatIsAllottedNothingLetsGoAtOnce: a feeder that may carry nothing any more
// carries nothing as soon as orders arrive, and what its homes had is made up for.
func TestAHomeThatIsAllottedNothingLetsGoAtOnce(t *testing.T) {
	running(t, 50, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		f.limitFeeder(energy.Envelope{Min: -100_000, Max: 100_000})
		assigned(t, p, 100_000, 100_000)
		f.run(30)
		require.Greater(t, float64(f.onFirst()), 30_000.0)
		f.limitFeeder(energy.Envelope{})
		f.run(2)
		require.Zero(t, f.onFirst())
		orders, _ := f.sent()
		f.run(3)
		after, _ := f.sent()
		require.Less(t, after-orders, 50, "they are told once")
		require.InEpsilon(t, 100_000, float64(f.run(30)), 0.01)
		f.limitFeeder(energy.Envelope{Min: -100_000, Max: 100_000})
		f.run(20)
		require.Greater(t, float64(f.onFirst()), 30_000.0, "and are granted again")
	})
}

// TestWhatALostOrderTookAwayIsNotGrantedToOthers: homes whose orders are lost go on
// with what they had, so nobody else is granted it before they told that they let go.
func TestWhatALostOrderTookAwayIsNotGrantedToOthers(t *testing.T) {
	running(t, 50, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		limit := energy.Envelope{Min: -40_000, Max: 40_000}
		f.limitFeeder(limit)
		assigned(t, p, 200_000, 200_000)
		f.run(60)
		require.InDelta(t, 40_000, float64(f.onFirst()), 500)
		lost := map[energy.SiteID]bool{}
		for i := 0; i < 50; i += 4 {
			f.change(i, func(h *simHome) { lost[h.view.Site], h.view.EnergyUp = true, 1 })
		}
		f.change(0, func(*simHome) { f.loses = func(id energy.SiteID) bool { return lost[id] } })
		for range 15 {
			f.run(1)
			require.LessOrEqual(t, float64(f.onFirst()), 40_001.0)
		}
		f.change(0, func(*simHome) { f.loses = nil })
		f.run(40)
		require.InDelta(t, 40_000, float64(f.onFirst()), 500, "who can takes it on")
	})
}

// TestWhoGivesWayIsToldAgainUntilItDoes: of the orders that a limit makes, those of two
// seconds are lost.
func TestWhoGivesWayIsToldAgainUntilItDoes(t *testing.T) {
	running(t, 50, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		f.limitFeeder(energy.Envelope{Min: -100_000, Max: 100_000})
		assigned(t, p, 140_000, 140_000)
		f.run(60)
		begun := time.Now()
		f.change(0, func(*simHome) {
			f.loses = func(energy.SiteID) bool { return time.Since(begun) < 2*time.Second }
		})
		f.limitFeeder(energy.Envelope{Min: -100_000, Max: 10_000})
		f.run(5)
		require.LessOrEqual(t, float64(f.onFirst()), 10_001.0)
	})
}

// TestAPlantThatStartsAnewKnowsNothingOfWhatIsInForce: so it takes homes that hold an
// order of before for ones that may do all they can.
func TestAPlantThatStartsAnewKnowsNothingOfWhatIsInForce(t *testing.T) {
	running(t, 20, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		f.limitFeeder(energy.Envelope{Min: -20_000, Max: 20_000})
		assigned(t, p, 60_000, 60_000)
		f.run(30)
		next, err := dispatch.New(dispatch.DefaultConfig("demo"), f, f, f.key, time.Now, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		p.ClearTarget()
		f.change(0, func(h *simHome) {
			f.plant, h.view.EnergyUp = next, 1
			f.loses = func(id energy.SiteID) bool { return id == h.view.Site }
		})
		assigned(t, next, 60_000, 60_000)
		for range 25 {
			next.Tick(time.Now())
			f.run(1)
			require.LessOrEqual(t, float64(f.onFirst()), 20_001.0)
		}
		require.Greater(t, float64(f.onFirst()), 15_000.0)
	})
}

// feederOf is what one of two plants sees of a feeder that homes of both are under.
type feederOf struct {
	*fleet
	other *fleet
	limit energy.Envelope
}

func (v *feederOf) View(now time.Time) dispatch.View {
	seen := v.fleet.View(now)
	seen.Grid = dispatch.Grid{Parents: []int32{-1, 0}, Limits: []energy.Envelope{energy.Unbounded(), v.limit}, Under: slices.Repeat([]int32{1}, len(seen.Homes))}
	v.other.mu.Lock()
	defer v.other.mu.Unlock()
	for _, h := range v.other.homes {
		seen.Grid.Others = append(seen.Grid.Others, dispatch.Other{Site: h.view.Site, Under: 1})
	}
	return seen
}

// TestTwoPlantsUnderOneFeederShareItsRoom: whatever each is asked for and when, both
// together stay inside; who lets go makes room for the other.
func TestTwoPlantsUnderOneFeederShareItsRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limit := energy.Envelope{Min: -30_000, Max: 40_000}
		one, two := newFleet(20, everyone), newFleet(20, everyone)
		for _, h := range two.homes {
			h.view.Site += "-b"
		}
		commons := &dispatch.Commons{}
		begin := func(f, other *fleet, id energy.PlantID) (*dispatch.Plant, func()) {
			c := dispatch.DefaultConfig(id)
			c.Commons = commons
			p, err := dispatch.New(c, &feederOf{f, other, limit}, f, f.key, time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
			require.NoError(t, err)
			f.plant = p
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- p.Run(ctx) }()
			return p, func() { stop(); require.NoError(t, <-done) }
		}
		first, endFirst := begin(one, two, "one")
		second, endSecond := begin(two, one, "two")
		time.Sleep(500 * time.Millisecond)
		pass := func(seconds int) (a, b energy.Watts) {
			for range seconds {
				time.Sleep(time.Second)
				one.advance()
				two.advance()
				a, b = one.total(), two.total()
				require.LessOrEqual(t, float64(a+b), float64(limit.Max)+1)
				require.GreaterOrEqual(t, float64(a+b), float64(limit.Min)-1)
			}
			return a, b
		}
		want(t, first, 90_000, time.Hour)
		want(t, second, 90_000, time.Hour)
		a, b := pass(30)
		require.InDelta(t, 40_000, float64(a+b), 1)
		first.ClearTarget()
		a, b = pass(90)
		require.Zero(t, a)
		require.InDelta(t, 40_000, float64(b), 1)
		want(t, first, -90_000, time.Hour)
		want(t, second, -90_000, time.Hour)
		a, b = pass(90)
		require.InDelta(t, -30_000, float64(a+b), 1)
		endFirst()
		endSecond()
	})
}
