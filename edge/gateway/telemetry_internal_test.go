package gateway

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// quietHome is a gateway whose home stands still, after its first minute.
func quietHome(t *testing.T, test func(t *testing.T, g *Gateway)) {
	c := settings(t)
	bubble(t, func(t *testing.T) {
		g, err := New(c, []Field{{Registers: &wires{units: map[uint8]*box{2: storage(t), 240: meter(t)}}, Units: []uint8{2, 240}}}, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		ended := make(chan error, 1)
		ctx, stop := context.WithCancel(t.Context())
		go func() { ended <- g.Run(ctx) }()
		time.Sleep(time.Minute + tick/2)
		test(t, g)
		stop()
		require.NoError(t, <-ended)
	})
}

// told counts the reports of the next span.
func (g *Gateway) toldIn(span time.Duration) int {
	_, before := g.spool.Span()
	time.Sleep(span)
	synctest.Wait()
	_, after := g.spool.Span()
	return int(after - before)
}

func TestRow09_AQuietHomeTellsLittleAndKeepsAll(t *testing.T) {
	quietHome(t, func(t *testing.T, g *Gateway) {
		require.LessOrEqual(t, g.toldIn(10*time.Minute), 15)
		oldest, newest, ok := g.ticks.Span()
		require.True(t, ok)
		require.Greater(t, newest.Sub(oldest), 10*time.Minute, "the home itself remembers every tick")
	})
}

func TestRow09_WhoLooksSeesEveryTick(t *testing.T) {
	quietHome(t, func(t *testing.T, g *Gateway) {
		g.outlet.watch(time.Minute)
		g.outlet.watch(time.Second) // another does not shorten it
		require.InDelta(t, 60, g.toldIn(time.Minute), 2)
		g.toldIn(15 * time.Second)
		require.LessOrEqual(t, g.toldIn(10*time.Minute), 15, "the lease ends alone")
	})
}

func TestRow09_AnOrderIsService(t *testing.T) {
	quietHome(t, func(t *testing.T, g *Gateway) {
		o := order(1, 500)
		o.Boot, o.Lease = g.boot, 5*time.Minute
		require.NoError(t, g.home.Accept(o))
		require.InDelta(t, 300, g.toldIn(5*time.Minute), 2)
		_, next := g.spool.Span()
		last := make([]energy.Report, 1)
		require.Equal(t, 1, g.spool.Peek(next-1, last))
		require.False(t, last[0].Deadband.On())
	})
}

func TestTelemetryOfTheSiteFileIsChecked(t *testing.T) {
	f := func(change func(*Telemetry), want string) {
		t.Helper()
		q := quiet()
		change(&q)
		if want == "" {
			require.NoError(t, q.validate())
			return
		}
		require.ErrorContains(t, q.validate(), want)
	}
	f(func(*Telemetry) {}, "")
	f(func(q *Telemetry) { q.Heartbeat = 4000 }, "heartbeat_ms = 4000: want 5000..300000")
	f(func(q *Telemetry) { q.Heartbeat = 300001 }, "heartbeat_ms")
	f(func(q *Telemetry) { q.PowerW = -1 }, "power_w")
	f(func(q *Telemetry) { q.PowerRatio = 0.6 }, "power_ratio")
	require.False(t, Telemetry{EveryTick: true}.deadband().On())
}
