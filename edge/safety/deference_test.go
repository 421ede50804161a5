package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestBesideOneInItsOwnModeOnlyWhatTheHomeLacksForLong(t *testing.T) {
	limits := newCellar().limits
	var d safety.Deference
	now := noon
	f := func(grid, ours, theirs energy.Watts, seconds int, want energy.Envelope) {
		t.Helper()
		var got energy.Envelope
		for range seconds {
			got = d.Beside(&limits, energy.Read(grid, now), ours, theirs, now)
			now = now.Add(time.Second)
		}
		require.InDelta(t, float64(want.Min), float64(got.Min), 1e-9)
		require.InDelta(t, float64(want.Max), float64(got.Max), 1e-9)
	}
	f(-1000, 0, 0, 15, energy.Envelope{})
	f(-1000, 0, 0, 1, energy.Envelope{Max: 900})
	f(-3000, 0, 0, 10, energy.Envelope{Max: 900}) // a load that may be gone soon
	f(-3000, 0, 0, 30, energy.Envelope{Max: 2700})
	f(0, 500, 500, 1, energy.Envelope{Max: 900}) // less at once
	f(2000, 0, -1000, 1, energy.Envelope{})
	f(2000, 0, -1000, 32, energy.Envelope{Min: -2700})
	f(0, 0, 0, 1, energy.Envelope{})
	f(0, 900, 0, 32, energy.Envelope{Max: 810}) // a silent one takes over, if it lives
	unknown := d.Beside(&limits, energy.Read[energy.Watts](-1000, now).Lost(), 0, 0, now)
	require.Equal(t, energy.Envelope{}, unknown)
	f(-1000, 0, 0, 15, energy.Envelope{})
	old := d.Beside(&limits, energy.Read[energy.Watts](-1000, now.Add(-time.Minute)), 0, 0, now)
	require.Equal(t, energy.Envelope{}, old)
}
