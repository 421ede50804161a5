package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestHistoryIsWhatHappened: a database that is away for ten minutes of
// reports, a broker that is killed twice, a home whose power is cut twice and that
// is offline for a week. After all has drained the history is what the home
// measured, sample for sample, and what held is told apart from what is missing. While
// the database is away reports are acknowledged as ever: they are durable in the journal.
func TestHistoryIsWhatHappened(t *testing.T) {
	week, every := 7*24*time.Hour, time.Minute
	if testing.Short() {
		every = 10 * time.Minute
	}
	begun := time.Now().Add(-week - 2*time.Hour).Truncate(time.Second)
	r := newRoad(t)
	h := newTeller(t, r, "teller", begun)
	h.online()

	h.live(120)
	r.stored(h)
	r.database.down.Store(true)
	h.live(600)
	r.stored(h)
	r.behind()

	r.kill()
	h.live(50)
	r.startBroker()
	r.database.down.Store(false)
	h.live(50)
	r.stored(h)
	r.delivered()

	h.flush()
	h.offlineFor(week, every)
	h.cut()
	h.online()
	h.live(100)
	r.kill()
	h.live(50)
	h.flush()
	h.cut()
	r.startBroker()
	h.online()
	h.live(100)

	await(t, "a home that keeps nothing back", time.Minute, h.drained)
	h.offline()
	r.delivered()
	r.requireTruth(h, begun)
}

// behind requires a history that says that its database is away.
func (r *road) behind() {
	r.t.Helper()
	s := r.history.State()
	require.False(r.t, s.DownSince.IsZero())
	require.ErrorContains(r.t, s.Cause, errAway.Error())
	require.Positive(r.t, s.Undelivered)
	require.False(r.t, s.Full)
}

// offlineFor has no link for so long, in which changes alone are told.
func (h *teller) offlineFor(span, every time.Duration) {
	h.offline()
	for end := h.at.Add(span); h.at.Before(end); {
		h.idle(200, every)
		h.flush()
	}
}

// stored waits until every report is durable.
func (r *road) stored(h *teller) {
	r.t.Helper()
	await(r.t, "every report in the journal", 30*time.Second, func() string {
		want, got := len(h.said), r.history.Stats().Stored
		return unless(got >= uint64(want), fmt.Sprintf("%d of %d", got, want))
	})
}

// delivered waits until the database has what is in the journal.
func (r *road) delivered() {
	r.t.Helper()
	await(r.t, "a history that is not behind", 30*time.Second, func() string {
		s := r.history.State()
		return unless(s.Undelivered == 0 && s.Waiting == 0 && s.DownSince.IsZero(), fmt.Sprintf("%+v", s))
	})
	require.NoError(r.t, r.client.Flush(r.t.Context()))
}

func (r *road) requireTruth(h *teller, begun time.Time) {
	r.t.Helper()
	span := energy.Interval{Start: begun, End: h.at.Add(time.Second)}
	power, err := r.client.Known(r.t.Context(), h.site, history.GridPower, span)
	require.NoError(r.t, err)
	charge, err := r.client.Read(r.t.Context(), h.site, history.StateOfCharge, span)
	require.NoError(r.t, err)
	require.Len(r.t, charge, len(h.said))
	require.Len(r.t, power, len(h.said))
	for i, truth := range h.said {
		require.Equal(r.t, history.Point{At: truth.at.UTC(), Value: float64(truth.charge)}, charge[i])
		require.Equal(r.t, history.Point{At: truth.at.UTC(), Value: float64(truth.power)}, power[i].Point)
		require.Equal(r.t, h.heldUntil(i).UTC(), power[i].Until, "%+v", truth)
	}
	require.Zero(r.t, r.history.Stats().Refused)
	require.Zero(r.t, r.history.Stats().Corrupt)
}

// heldUntil is how long what was told held, as the next report says.
func (h *teller) heldUntil(i int) time.Time {
	this := h.said[i]
	if i+1 == len(h.said) || h.said[i+1].still.IsZero() || h.said[i+1].boot != this.boot || !this.holds {
		return this.at
	}
	return h.said[i+1].still
}
