package gateway

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// live runs a start of the gateway in c's folder for a span, with what is done to
// it at first, and returns how it was at the end.
func live(t *testing.T, c Config, span time.Duration, acts ...local.Act) (s local.Status, sentence string) {
	g, err := New(c, []Field{{Registers: &wires{units: map[uint8]*box{2: storage(t), 240: meter(t)}}, Units: []uint8{2, 240}}}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- g.Run(ctx) }()
	time.Sleep(10 * time.Second)
	for _, a := range acts {
		require.NoError(t, house{g}.Do(a))
	}
	time.Sleep(span)
	s = house{g}.Status()
	e, err := house{g}.Explain(time.Time{})
	require.NoError(t, err)
	stop()
	require.NoError(t, <-ended)
	return s, e.Sentence
}

func TestRow47_AfterTheStormAllIsAsBeforeAlsoOverRestarts(t *testing.T) {
	c := settings(t)
	bubble(t, func(t *testing.T) {
		before, own := live(t, c, time.Minute, local.Act{Verb: local.Reserve, Share: 0.4})
		require.Nil(t, before.Storm)
		require.Equal(t, "self_consumption", before.Layer)

		on, sentence := live(t, c, time.Minute, local.Act{Verb: local.Storm, Share: 1, For: 2 * time.Hour})
		require.Contains(t, sentence, "the storm watch wants 5.0 kW charging")
		require.Equal(t, []any{"storm", 1.0}, []any{on.Layer, on.Reserve})
		again, _ := live(t, c, time.Hour)
		require.Equal(t, "storm", again.Layer, "it outlives the process")
		require.InDelta(t, 58*60, *again.Storm, 60)
		after, sentence := live(t, c, time.Hour) // in which it ends
		require.Nil(t, after.Storm)
		require.Equal(t, []any{before.Layer, before.Reserve, own}, []any{after.Layer, after.Reserve, sentence})

		live(t, c, time.Minute, local.Act{Verb: local.Storm, Share: 1, For: 24 * time.Hour}, local.Act{Verb: local.Calm})
		last, sentence := live(t, c, time.Minute)
		require.Nil(t, last.Storm)
		require.Equal(t, []any{before.Layer, before.Reserve, own}, []any{last.Layer, last.Reserve, sentence})
	})
}

func TestAStormWatchHasAnEnd(t *testing.T) {
	h := newTheatre(nil).home
	for _, d := range []time.Duration{0, -time.Hour, LongestStorm + 1} {
		require.Equal(t, fault.Invalid, fault.KindOf(h.Storm(1, d)))
	}
	require.Equal(t, fault.Invalid, fault.KindOf(h.Storm(1.5, time.Hour)))
	require.Zero(t, h.Past().Owner.Shelter)
}
