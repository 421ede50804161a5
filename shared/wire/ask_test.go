package wire_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

func TestAQuestionAndItsAnswerSurviveTheWire(t *testing.T) {
	for _, at := range []time.Time{{}, noon} {
		payload, err := wire.EncodeAsk(wire.Question{ID: 7, At: at})
		require.NoError(t, err)
		q, err := wire.DecodeAsk(payload)
		require.NoError(t, err)
		require.EqualValues(t, 7, q.ID)
		require.True(t, at.Equal(q.At))
	}
	d := energy.Decision{Layer: energy.Dispatch, Approved: energy.WantPower(1500)}
	payload, err := wire.EncodeTold(wire.Explanation{
		ID: 7, Site: "home-1", Boot: 3, Kept: true, Snapshot: energy.Snapshot{At: noon, Grid: energy.Read[energy.Watts](-800, noon)}, Decision: d, Sentence: "because",
	})
	require.NoError(t, err)
	e, err := wire.DecodeTold(payload)
	require.NoError(t, err)
	grid, _ := e.Snapshot.Grid.Value()
	require.EqualValues(t, -800, grid)
	require.Equal(t, d, e.Decision)
	require.Equal(t, []any{uint64(7), energy.SiteID("home-1"), uint64(3), "because", true}, []any{e.ID, e.Site, e.Boot, e.Sentence, e.Kept})
	payload, err = wire.EncodeTold(wire.Explanation{ID: 8, Site: "home-1"})
	require.NoError(t, err)
	e, err = wire.DecodeTold(payload)
	require.NoError(t, err)
	require.Equal(t, wire.Explanation{ID: 8, Site: "home-1"}, e)
	_, err = wire.DecodeTold(nil)
	require.ErrorContains(t, err, "site")
}

func FuzzDecodeAsk(f *testing.F) {
	f.Add([]byte{8, 1, 16, 2})
	f.Fuzz(func(t *testing.T, payload []byte) {
		_, _ = wire.DecodeAsk(payload)
		if e, err := wire.DecodeTold(payload); err == nil {
			require.NotEmpty(t, e.Site)
		}
	})
}
