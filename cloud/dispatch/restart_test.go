package dispatch_test

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestNumbersGrowOverRestarts: a plant that is started anew, and one whose wall
// clock is set back while it runs, send nothing a home would refuse.
func TestNumbersGrowOverRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(5, everyone)
		session := func(clock func() time.Time, during func(*dispatch.Plant)) {
			p, err := dispatch.New(dispatch.DefaultConfig("demo"), f, f, f.key, clock, slog.New(slog.NewTextHandler(io.Discard, nil)))
			require.NoError(t, err)
			f.plant = p
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- p.Run(ctx) }()
			time.Sleep(500 * time.Millisecond)
			during(p)
			require.Zero(t, p.Status().Orders.Refused)
			require.Equal(t, 5, p.Status().Orders.InForce)
			stop()
			require.NoError(t, <-done)
		}
		session(time.Now, func(p *dispatch.Plant) { want(t, p, 5000, time.Hour); f.run(30) })
		var back time.Duration
		clock := func() time.Time {
			f.mu.Lock()
			defer f.mu.Unlock()
			return time.Now().Add(-back).Round(0)
		}
		session(clock, func(p *dispatch.Plant) {
			want(t, p, 5000, time.Hour)
			f.run(30)
			f.change(0, func(*simHome) { back = 5 * time.Second })
			f.run(30)
		})
		seen := map[energy.SiteID]uint64{}
		for _, o := range f.orders {
			require.Greater(t, o.ID, seen[o.Site])
			seen[o.Site] = o.ID
		}
		for i := 1; i < len(f.signals); i++ {
			require.Greater(t, f.signals[i].Seq, f.signals[i-1].Seq)
		}
	})
}

// An order rests on what the home told last, and says which signals were before
// it: a home that has just started hears none of those.
func TestAnOrderSaysWhatItRestsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(1, everyone)
		f.homes[0].view.Moment = energy.Moment{7}
		p, err := dispatch.New(dispatch.DefaultConfig("demo"), f, f, f.key, time.Now, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		f.plant = p
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- p.Run(ctx) }()
		time.Sleep(500 * time.Millisecond)
		want(t, p, 5000, time.Hour)
		f.run(10)
		f.change(0, func(h *simHome) { h.view.Boot, h.view.Moment = 2, energy.Moment{8} })
		f.run(2)
		stop()
		require.NoError(t, <-done)
		first, last := f.orders[0], f.orders[len(f.orders)-1]
		require.Equal(t, energy.Moment{7}, first.Moment)
		require.Equal(t, energy.Moment{8}, last.Moment)
		require.EqualValues(t, 2, last.Boot)
		require.Contains(t, seqs(f.signals), last.After)
		require.Greater(t, last.After, first.After)
	})
}

func seqs(signals []energy.Signal) (out []uint64) {
	for _, s := range signals {
		out = append(out, s.Seq)
	}
	return out
}
