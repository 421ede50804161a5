package gateway

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func settings(t *testing.T) Config {
	c := Defaults()
	c.Limits.Proof = &Trial{Off: true} // these devices tell the same whatever they are told
	c.Site, c.StateDir, c.Known = "home-1", filepath.Join(t.TempDir(), "state"), []Kind{{"*", "*", "*"}}
	c.Cloud = Cloud{MQTT: "127.0.0.1:1", Enroll: "http://127.0.0.1:1", ClaimFile: filepath.Join(t.TempDir(), "absent")}
	return c
}

// The home is read and kept, and what it was is spooled, with no way in to the
// cloud.
func TestRow01_NotEnrolledTheHomeIsKept(t *testing.T) {
	c := settings(t)
	c.Telemetry.EveryTick = true
	bubble(t, func(t *testing.T) {
		battery := storage(t)
		g, err := New(c, []Field{{Registers: &wires{units: map[uint8]*box{2: battery, 240: meter(t)}}, Units: []uint8{2, 240}}}, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- g.Run(ctx) }()
		time.Sleep(time.Minute + tick/2)
		synctest.Wait()
		oldest, next := g.spool.Span()
		require.EqualValues(t, 1, oldest)
		require.EqualValues(t, 62, next)
		reports := spooledReports(g)
		require.Len(t, reports, 61)
		require.Equal(t, energy.Good, reports[60].Snapshot.Grid.Quality())
		require.Equal(t, energy.SelfConsumption, reports[60].Decision.Layer)
		require.NotZero(t, battery.writes)
		stop()
		require.NoError(t, <-ended)
		writes := battery.writes
		time.Sleep(time.Minute)
		require.Equal(t, writes, battery.writes)
	})
}

// spooledReports returns what waits, in memory and on disk.
func spooledReports(g *Gateway) []energy.Report {
	var all []energy.Report
	some := make([]energy.Report, 100)
	for _, next := g.spool.Span(); ; {
		n := g.spool.Peek(uint64(len(all))+1, some)
		if all = append(all, some[:n]...); n == 0 || uint64(len(all)) >= next {
			return all
		}
	}
}

// A bus whose owner ends early ends the process: its supervisor and the
// inverter's own timer take over.
func TestABusThatEndsEndsTheGatewayWithItsNumber(t *testing.T) {
	c := settings(t)
	bubble(t, func(t *testing.T) {
		broken := func(context.Context) error { return errors.New("the line is gone") }
		g, err := New(c, []Field{{Registers: &wires{}, Run: func(ctx context.Context) error { <-ctx.Done(); return nil }}, {Registers: &wires{}, Run: broken}}, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		require.ErrorContains(t, g.Run(t.Context()), "bus 2: the line is gone")
	})
}

func TestEachStartHasItsOwnNumber(t *testing.T) {
	c := settings(t)
	one, err := New(c, nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	two, err := New(c, nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.Greater(t, two.boot, one.boot)
}

func TestAnOrderIsJudgedByTheDesksClock(t *testing.T) {
	s := newTheatre(nil)
	now := time.Unix(1e9, 0)
	s.home.clock = func() time.Time { return now }
	require.NoError(t, s.home.Accept(order(2, 100)))
	require.Equal(t, fault.Stale, fault.KindOf(s.home.Accept(order(1, 100))))
	_, d := s.home.wish(&energy.Snapshot{At: now.Add(59 * time.Second)})
	require.EqualValues(t, 2, d.Order)
	_, d = s.home.wish(&energy.Snapshot{At: now.Add(time.Minute)})
	require.Zero(t, d.Order)
}
