package dispatch_test

import (
	"context"
	"io"
	"log/slog"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func everyone(int) bool       { return false }
func fifthIgnores(i int) bool { return i%5 == 3 }

func running(t *testing.T, n int, ignores func(int) bool, test func(*testing.T, *fleet, *dispatch.Plant)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(n, ignores)
		p, err := dispatch.New(dispatch.DefaultConfig("demo"), f, f, f.key, time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
		require.NoError(t, err)
		f.plant = p
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- p.Run(ctx) }()
		time.Sleep(500 * time.Millisecond) // homes act between ticks
		test(t, f, p)
		stop()
		require.NoError(t, <-done)
	})
}

func want(t *testing.T, p *dispatch.Plant, power energy.Watts, during time.Duration) {
	t.Helper()
	require.NoError(t, p.SetTarget(dispatch.Target{Power: power, Until: time.Now().Add(during)}))
}

// TestRow27_ClosedLoopOnMeasuredPower: 20 % of the homes take orders and
// ignore them; 60 s after each step the plant is within 2 % of its target.
func TestRow27_ClosedLoopOnMeasuredPower(t *testing.T) {
	running(t, 50, fifthIgnores, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		g := func(target energy.Watts) {
			t.Helper()
			want(t, p, target, time.Hour)
			require.InEpsilon(t, float64(target), float64(f.run(60)), 0.02)
		}
		g(100_000)
		g(-80_000)
		g(150_000)
		g(20_000)
	})
}

// changing is a fleet whose homes change, and what is asked of them, while a plant
// looks at it.
type changing struct {
	*fleet
	during func()
}

func (c *changing) View(now time.Time) dispatch.View {
	v := c.fleet.View(now)
	if c.during != nil {
		c.during()
	}
	return v
}

func TestAHomeThatIsOutOfATargetHasNoPartOfIt(t *testing.T) {
	at := time.Unix(0, 0)
	f := &changing{fleet: newFleet(3, everyone)}
	p, err := dispatch.New(dispatch.DefaultConfig("demo"), f, f, f.key, func() time.Time { return at }, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	f.plant = p
	f.during = func() {
		f.during = nil
		f.homes = f.homes[:2]
		p.Adopt(dispatch.Target{Power: 6000, Until: at.Add(time.Minute)})
	}
	p.Tick(at)
	require.Len(t, f.orders, 2)
	for _, o := range f.orders {
		require.NotEqual(t, energy.SiteID("home-002"), o.Site)
	}
}

func TestOneSignalPerTickWhateverTheFleet(t *testing.T) {
	running(t, 50, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		want(t, p, 50_000, time.Hour)
		f.run(60)
		_, signals := f.sent()
		require.InDelta(t, 61, signals, 1)
		for i := 1; i < signals; i++ {
			require.Greater(t, f.signals[i].Seq, f.signals[i-1].Seq)
		}
	})
}

func TestLeasesAreRenewedEachThirdAndNotAtOnce(t *testing.T) {
	running(t, 50, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		want(t, p, 50_000, time.Hour)
		f.run(1)
		first, _ := f.sent()
		require.GreaterOrEqual(t, first, 50)
		most := 0
		for range 40 {
			before, _ := f.sent()
			f.run(1)
			after, _ := f.sent()
			most = max(most, after-before)
			require.Equal(t, 50, p.Status().Orders.InForce)
		}
		all, _ := f.sent()
		require.InDelta(t, 50*6, all-first, 50)
		require.Less(t, most, 25, "renewals are spread")
	})
}

// TestATargetThatEndsNeedsNoMessage: a target that ends needs no message, and
// the homes are back in their own mode within the signal's hold.
func TestATargetThatEndsNeedsNoMessage(t *testing.T) {
	running(t, 20, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		f.run(30)
		orders, signals := f.sent()
		require.Zero(t, orders+signals, "no target, no message")
		want(t, p, 30_000, 30*time.Second)
		f.run(31)
		require.False(t, p.Status().Active)
		orders, signals = f.sent()
		require.Zero(t, f.run(8))
		f.run(20)
		after, afterSignals := f.sent()
		require.Equal(t, []int{orders, signals}, []int{after, afterSignals})
		require.Zero(t, p.Status().Orders.InForce)
	})
}

// TestRow32_SyncLossHealsInOneRoundTrip: a reboot the cloud did not see, and a
// highest order it does not know, are told by the refusal.
func TestRow32_SyncLossHealsInOneRoundTrip(t *testing.T) {
	running(t, 1, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		stale := f.homes[0].view
		p2 := &lagging{fleet: f, view: stale}
		plant, err := dispatch.New(dispatch.DefaultConfig("demo"), p2, f, f.key, time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
		require.NoError(t, err)
		f.plant = plant
		f.change(0, func(h *simHome) { h.view.Boot, h.view.Highest = 2, math.MaxUint64/2 })
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- plant.Run(ctx) }()
		time.Sleep(250 * time.Millisecond)
		want(t, plant, 1000, time.Hour)
		f.run(3)
		s := plant.Status()
		require.Equal(t, uint64(1), s.Orders.Refused)
		f.change(0, func(h *simHome) { require.Greater(t, h.view.InForce, uint64(math.MaxUint64/2)) })
		stop()
		require.NoError(t, <-done)
	})
}

// lagging is a fleet whose view of its one home never changes.
type lagging struct {
	*fleet
	view dispatch.Home
}

func (l *lagging) View(time.Time) dispatch.View {
	return dispatch.View{Homes: []dispatch.Home{l.view}}
}

func TestAHomeThatReturnsIsGrantedAtOnce(t *testing.T) {
	running(t, 5, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		want(t, p, 5_000, time.Hour)
		f.run(10)
		f.change(0, func(h *simHome) { h.view.Ready = false })
		f.run(30)
		s := p.Status()
		require.Equal(t, 4, s.Orders.InForce)
		require.Equal(t, energy.Watts(20_000), s.Up, "nothing is offered for a home that cannot be commanded")
		f.change(0, func(h *simHome) { h.view.Ready, h.view.Boot, h.view.Highest = true, 2, 0 })
		f.run(2)
		require.Equal(t, 5, p.Status().Orders.InForce)
		require.Zero(t, p.Status().Orders.Refused)
	})
}

func TestStatusTellsWhatFallsShortAndWhatLimits(t *testing.T) {
	running(t, 10, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		want(t, p, 60_000, time.Hour)
		f.run(20)
		s := p.Status()
		require.Equal(t, energy.Watts(10_000), s.Shortfall)
		require.Equal(t, 1.0, s.Level)
		require.Equal(t, map[string]int{"rating": 10}, s.Limited)
		require.Equal(t, 10, s.Coverage.Measured)
		require.Equal(t, s.Orders.Sent, uint64(f.desired))
	})
}

func TestWhatTheBrokerDidNotTakeIsSentAgain(t *testing.T) {
	running(t, 5, everyone, func(t *testing.T, f *fleet, p *dispatch.Plant) {
		f.change(0, func(*simHome) { f.broken = true })
		want(t, p, 5_000, time.Hour)
		f.run(3)
		require.Zero(t, p.Status().Orders.Sent)
		require.GreaterOrEqual(t, p.Status().Orders.Unsent, uint64(10))
		f.change(0, func(*simHome) { f.broken = false })
		f.run(2)
		require.Equal(t, 5, p.Status().Orders.InForce)
	})
}

func TestTargetsAndConfigurationsAreChecked(t *testing.T) {
	f := newFleet(1, everyone)
	g := func(change func(*dispatch.Config), ok bool) {
		t.Helper()
		c := dispatch.DefaultConfig("demo")
		change(&c)
		_, err := dispatch.New(c, f, f, f.key, time.Now, slog.Default())
		require.Equal(t, ok, err == nil, "%v", err)
	}
	g(func(*dispatch.Config) {}, true)
	g(func(c *dispatch.Config) { c.Plant = "a b" }, false)
	g(func(c *dispatch.Config) { c.Tick = 0 }, false)
	g(func(c *dispatch.Config) { c.Lease = time.Second }, false)
	g(func(c *dispatch.Config) { c.SignalHold = 0 }, false)
	g(func(c *dispatch.Config) { c.Offer = energy.Envelope{Min: 1, Max: 2} }, false)

	p, err := dispatch.New(dispatch.DefaultConfig("demo"), f, f, f.key, func() time.Time { return noon }, slog.Default())
	require.NoError(t, err)
	h := func(power, capacity energy.Watts, until time.Time, ok bool) {
		t.Helper()
		err := p.SetTarget(dispatch.Target{Power: power, Capacity: capacity, Until: until})
		require.Equal(t, ok, err == nil)
		if !ok {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
		}
	}
	h(0, 0, noon.Add(1), true)
	h(-1000, 1000, noon.Add(1), true)
	h(1000, 0, noon, false)
	h(energy.Watts(math.NaN()), 0, noon.Add(time.Hour), false)
	h(1000, 999, noon.Add(time.Hour), false)
	h(0, -1, noon.Add(time.Hour), false)
	h(0, energy.Watts(math.Inf(1)), noon.Add(time.Hour), false)
	h(1e12, 1e12, noon.Add(time.Hour), true)
	h(1.1e12, 0, noon.Add(time.Hour), false)
	h(-1e200, 0, noon.Add(time.Hour), false)
	h(0, 1.1e12, noon.Add(time.Hour), false)
}
