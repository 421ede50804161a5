package fleet_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// TestConsumer_GoesOnWhereItWas: a consumer hears each change in order, also those
// made while it waits and while it was away; what it did not keep it hears again.
func TestConsumer_GoesOnWhereItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		add := func(n int) { addHome(t, r, n) }
		consumer := func() *fleet.Consumer {
			c, err := r.Consumer(t.Context(), "test")
			require.NoError(t, err)
			return c
		}
		hear := func(c *fleet.Consumer, want ...string) {
			t.Helper()
			changes, err := c.Next(t.Context(), 0)
			require.NoError(t, err)
			require.Equal(t, want, subjects(changes))
		}
		add(1)
		add(2)
		hear(consumer(), "home-1", "home-2")
		c := consumer()
		hear(c, "home-1", "home-2") // it did not keep them
		hear(c)
		add(3)
		hear(c, "home-3")
		add(4)
		require.NoError(t, c.Keep(t.Context()))
		hear(c, "home-4") // it was handed out, and is not kept

		require.NoError(t, r.Close())
		r = open(t, source)
		c = consumer()
		hear(c, "home-4")
		add(5)
		add(6)
		c.Skip()
		hear(c)
		add(7)
		hear(c, "home-7")
	})
}

// TestConsumer_WaitsNoLongerThanIsSaid and hears what comes meanwhile.
func TestConsumer_WaitsNoLongerThanIsSaid(t *testing.T) {
	r := open(t, file(t))
	c, err := r.Consumer(t.Context(), "test")
	require.NoError(t, err)
	changes, err := c.Next(t.Context(), time.Millisecond)
	require.NoError(t, err)
	require.Empty(t, changes)
	heard := make(chan []string)
	go func() {
		changes, _ := c.Next(t.Context(), time.Hour)
		heard <- subjects(changes)
	}()
	addHome(t, r, 1)
	require.Equal(t, []string{"home-1"}, <-heard)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err = c.Next(ctx, time.Hour)
	require.ErrorIs(t, err, context.Canceled)
}

// TestOutbox_IsPrunedBehindTheSlowest, and never counts anew.
func TestOutbox_IsPrunedBehindTheSlowest(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r, ctx := open(t, source), t.Context()
		f := func(seq int64, c *fleet.Consumer, want fleet.Outbox) {
			t.Helper()
			require.NoError(t, c.Keep(ctx))
			require.Equal(t, want, r.Outbox())
			changes, err := r.Changes(ctx, 0, 100)
			require.NoError(t, err)
			require.Equal(t, seq, changes[0].Seq)
			require.Len(t, changes, int(want.Changes))
		}
		slow, err := r.Consumer(ctx, "slow")
		require.NoError(t, err)
		fast, err := r.Consumer(ctx, "fast")
		require.NoError(t, err)
		for n := range 5 {
			addHome(t, r, n)
		}
		f(1, slow, fleet.Outbox{Changes: 5, Behind: 5})
		next(t, fast)
		f(1, fast, fleet.Outbox{Changes: 5, Behind: 5})
		next(t, slow)
		f(5, slow, fleet.Outbox{Changes: 1, Pruned: 4})
		require.NoError(t, r.Close())
		r = open(t, source)
		addHome(t, r, 9)
		changes, err := r.Changes(ctx, 0, 100)
		require.NoError(t, err)
		require.Equal(t, int64(6), changes[1].Seq)
		fresh, err := r.Consumer(ctx, "new")
		require.NoError(t, err)
		_, err = fresh.Next(ctx, 0)
		require.Equal(t, fault.Stale, fault.KindOf(err), "it would not know what came before")
	})
}

// TestOutbox_HasABound: whoever is behind it is told to read all again.
func TestOutbox_HasABound(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		config := fleet.Defaults(source)
		config.Outbox = 3
		r, err := config.Open()
		require.NoError(t, err)
		defer r.Close()
		ctx := t.Context()
		slow, err := r.Consumer(ctx, "slow")
		require.NoError(t, err)
		require.NoError(t, slow.Keep(ctx))
		for n := range 10 {
			addHome(t, r, n)
		}
		require.Equal(t, fleet.Outbox{Changes: 3, Behind: 10, Pruned: 7, Cut: 7}, r.Outbox())
		_, err = slow.Next(ctx, 0)
		require.Equal(t, fault.Stale, fault.KindOf(err))
		require.ErrorContains(t, err, "changes 1 to 7 are gone")
		slow.Skip()
		addHome(t, r, 10)
		require.Equal(t, []string{"home-10"}, subjects(next(t, slow)))
		require.NoError(t, slow.Keep(ctx))
		require.Equal(t, fleet.Outbox{Changes: 1, Pruned: 10, Cut: 8}, r.Outbox())
	})
}

func addHome(t *testing.T, r *fleet.Registry, n int) {
	t.Helper()
	require.NoError(t, r.AddSite(t.Context(), energy.SiteID(fmt.Sprintf("home-%d", n)), epoch))
}

func next(t *testing.T, c *fleet.Consumer) []fleet.Change {
	t.Helper()
	changes, err := c.Next(t.Context(), 0)
	require.NoError(t, err)
	return changes
}

func subjects(changes []fleet.Change) (all []string) {
	for _, c := range changes {
		all = append(all, c.Subject)
	}
	return all
}
