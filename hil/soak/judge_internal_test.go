package soak

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is broken is judged as broken in each tick until it is mended, the last one too,
// and as a lie for a while after that.
func TestALieIsOneUntilItIsMended(t *testing.T) {
	h, err := newHome(Config{Homes: 1, Only: All, Seed: 5}, 0)
	require.NoError(t, err)
	h.agenda = nil
	for found := false; !found; {
		h.broken, h.agenda = nil, nil
		_, err := h.breakSomething(context.Background())
		require.NoError(t, err)
		found = lies[h.broken[0].name] && h.broken[0].ends > 2*calm
	}
	ends := h.broken[0].ends
	h.judge.lied = 0 // that it began is long ago
	for h.elapsed < ends+calm {
		require.NoError(t, h.second(context.Background()))
		allowed, lying := h.judge.grace(h)
		require.True(t, lying, "at %v of %v", h.elapsed, ends)
		require.Equal(t, graceLying, allowed)
		require.Equal(t, h.elapsed > ends, h.sound())
	}
	require.NoError(t, h.second(context.Background()))
	_, lying := h.judge.grace(h)
	require.False(t, lying)
}
