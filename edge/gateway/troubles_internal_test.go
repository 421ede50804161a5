package gateway

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// doubts passes s for so many seconds, and tells whether the meter is in doubt then.
func doubts(t *testing.T, s *theatre, seconds int) bool {
	r := s.pass(t, seconds)
	for _, x := range s.home.troubles(nil, &r.Snapshot, &r.Decision) {
		if x.kind == energy.MeterDoubt {
			return true
		}
	}
	return false
}

// A meter that is dead when the gateway starts is in doubt as one that dies later is:
// after the time that its search may take.
func TestAMeterThatIsDeadAtTheStartIsInDoubt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := meter(t)
		s := newTheatre(map[uint8]*box{2: storage(t), 240: m})
		require.False(t, doubts(t, s, 5))
		past := s.home.Past()
		m.silent = true
		s = s.again(past)
		require.False(t, doubts(t, s, 10), "it may yet be found")
		require.True(t, doubts(t, s, 60))
		m.silent = false
		require.False(t, doubts(t, s, 90))

		m.silent = true
		never := newTheatre(map[uint8]*box{2: storage(t), 240: m})
		require.True(t, doubts(t, never, 70), "nobody knows whether it is the meter")
	})
}

// A home without a meter, and without a limit that needs one, is not in doubt of it.
func TestAHomeWithoutAMeterIsNotInDoubtOfIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		require.False(t, doubts(t, newTheatre(map[uint8]*box{2: storage(t)}), 300))
		require.True(t, doubts(t, curtailing(map[uint8]*box{2: storage(t)}), 300))
	})
}

// That the disk does not take what it should is one alarm until it does, be it the state
// of the home or what the cloud has not heard.
func TestADiskThatFailsIsAConditionUntilItIsWell(t *testing.T) {
	f := func(spoil func(g *Gateway) (path string)) {
		t.Helper()
		c := settings(t)
		bubble(t, func(t *testing.T) {
			g, err := New(c, []Field{{Registers: &wires{units: map[uint8]*box{2: storage(t), 240: meter(t)}}, Units: []uint8{2, 240}}}, slog.New(slog.DiscardHandler))
			require.NoError(t, err)
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- g.Run(ctx) }()
			path := spoil(g)
			time.Sleep(20 * time.Minute)
			synctest.Wait()
			require.Contains(t, (house{g}).alarms(false), g.unkept())
			require.NoError(t, os.Remove(path))
			time.Sleep(10 * time.Minute)
			synctest.Wait()
			require.Empty(t, (house{g}).alarms(false))
			var told []energy.Event
			for _, r := range spooledReports(g) {
				if r.News != nil {
					told = append(told, r.News.Edges...)
				}
			}
			require.Len(t, told, 3)
			require.Equal(t, energy.Restarted, told[0].Kind)
			require.Equal(t, []any{energy.DiskFailing, energy.DiskFailing, true}, []any{told[1].Kind, told[2].Kind, told[2].Ended})
			stop()
			require.NoError(t, <-ended)
		})
	}
	inTheWay := func(g *Gateway, name string) string {
		path := filepath.Join(g.config.StateDir, name)
		require.NoError(t, os.MkdirAll(path, 0o700))
		return path
	}
	f(func(g *Gateway) string {
		path := inTheWay(g, string(OwnerState))
		require.NoError(t, g.home.Reserve(0.3))
		return path
	})
	f(func(g *Gateway) string {
		path := filepath.Join(g.config.StateDir, "spool")
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		return path
	})
}
