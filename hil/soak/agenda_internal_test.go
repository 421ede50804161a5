package soak

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What happens once is done once and forgotten, also where it brings the next such thing
// about: what a year breaks and mends would else be looked through every second.
func TestTheAgendaForgetsWhatHappenedOnce(t *testing.T) {
	h, done := &home{}, 0
	h.later(Tick, func() error {
		done++
		h.later(2*Tick, func() error {
			done++
			return nil
		})
		return nil
	})
	f := func(left, times int) {
		t.Helper()
		require.NoError(t, h.happen(t.Context()))
		require.Len(t, h.agenda, left)
		require.Equal(t, times, done)
		h.elapsed += Tick
	}
	f(1, 0)
	f(1, 1)
	f(0, 2)
	f(0, 2)
}
