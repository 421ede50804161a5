package regulate_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/cmd/hearth-bench/regulate"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/hil/signal"
)

// TestAPlantFollowsARegulationSignal: 200 homes for 10 min, 5 % of them silent and
// 10 % not following, over a network that loses 1 % of all messages.
func TestAPlantFollowsARegulationSignal(t *testing.T) {
	x := regulate.Contract(200, 10*time.Minute, signal.Synthetic(1), plant.Profiles{})
	closed, err := regulate.Run(t.Context(), x)
	require.NoError(t, err)
	x.Blind = true
	open, err := regulate.Run(t.Context(), x)
	require.NoError(t, err)
	t.Logf("score %.4f %+v, error %.4f; without feedback %.4f, error %.4f; out %v, counts %+v",
		closed.Score.Total, closed.Score.Score, closed.RMS, open.Score.Total, open.RMS, closed.Out, closed.Counts)
	require.Equal(t, 2, closed.Score.Scored)
	require.GreaterOrEqual(t, float64(closed.Score.Total), 0.95)
	require.Greater(t, closed.Score.Total, open.Score.Total)
	require.Equal(t, closed.Ticks, closed.Signals, "one publish per tick, whatever the fleet")
}

func TestAllFollowsFromTheSeed(t *testing.T) {
	run := func(seed uint64) regulate.Result {
		x := regulate.Contract(20, 2*time.Minute, signal.Synthetic(1), plant.Profiles{})
		x.Seed = seed
		r, err := regulate.Run(t.Context(), x)
		require.NoError(t, err)
		return r
	}
	one, two := run(1), run(1)
	require.Equal(t, one.RMS, two.RMS)
	require.Equal(t, one.Counts, two.Counts)
	require.NotEqual(t, one.RMS, run(2).RMS)
}

// TestARecordedSignalIsFollowed likewise, with recorded load and PV.
func TestARecordedSignalIsFollowed(t *testing.T) {
	const data = "../../../../../shared/data/"
	if _, err := os.Stat(data + "pjm_regulation_signal"); err != nil {
		t.Skip("the recordings are not here: ", err)
	}
	s, err := signal.Open(data + "pjm_regulation_signal/pjm_reg_6h_1s.csv.gz")
	require.NoError(t, err)
	loads, err := plant.LoadProfiles(data + "household_1min_uci")
	require.NoError(t, err)
	roofs, err := plant.LoadProfiles(data + "pv_1min_nrel")
	require.NoError(t, err)
	r, err := regulate.Run(t.Context(), regulate.Contract(200, 10*time.Minute, s, plant.Profiles{Load: loads.Load, PV: roofs.PV}))
	require.NoError(t, err)
	t.Logf("score %.4f %+v, error %.4f, out %v", r.Score.Total, r.Score.Score, r.RMS, r.Out)
	require.GreaterOrEqual(t, float64(r.Score.Total), 0.95)
}
