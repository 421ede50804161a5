package fleet_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestFollow_GoesOnWhereItWas: a consumer hears each change in order, also those
// made while it waits and while it was away; what it failed at it hears again.
func TestFollow_GoesOnWhereItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		add := func(n int) {
			t.Helper()
			require.NoError(t, r.AddSite(t.Context(), energy.SiteID(fmt.Sprintf("home-%d", n)), epoch))
		}
		enough := errors.New("enough")
		hear := func(want ...string) {
			t.Helper()
			var got []string
			err := r.Follow(t.Context(), "test", func(changes []fleet.Change) error {
				for _, c := range changes {
					got = append(got, c.Subject)
				}
				if len(got) >= len(want) {
					return enough
				}
				return nil
			})
			require.ErrorIs(t, err, enough)
			require.Equal(t, want, got)
		}
		add(1)
		hear("home-1")
		hear("home-1") // it failed at it

		ctx, stop := context.WithCancel(t.Context())
		heard, ended := make(chan string), make(chan error)
		go func() {
			ended <- r.Follow(ctx, "test", func(changes []fleet.Change) error {
				for _, c := range changes {
					heard <- c.Subject
				}
				return nil
			})
		}()
		require.Equal(t, "home-1", <-heard)
		add(2)
		require.Equal(t, "home-2", <-heard)
		add(3) // home-2 is done with
		require.Equal(t, "home-3", <-heard)
		add(4)
		require.Equal(t, "home-4", <-heard)
		stop()
		require.ErrorIs(t, <-ended, context.Canceled)

		add(5)
		require.NoError(t, r.Close())
		r = open(t, source)
		var first string
		require.ErrorIs(t, r.Follow(t.Context(), "test", func(changes []fleet.Change) error {
			first = changes[0].Subject
			return enough
		}), enough)
		require.Equal(t, "home-5", first)
	})
}
