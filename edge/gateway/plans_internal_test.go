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

// hours is a plan that charges with 2 kW from one time until another, from now.
func hours(from, until time.Duration) local.Act {
	at := func(d time.Duration) string { return time.Now().Add(d).Format(time.RFC3339Nano) }
	return local.Act{Verb: local.SetPlan, Plan: "start,end,charge_w\n" + at(from) + "," + at(until) + ",2000\n"}
}

func charging(power float64) TimeOfUse {
	return TimeOfUse{From: "00:00", Until: "24:00", ChargeW: &power}
}

func TestAPlanStandsForTheTableUntilItRunsOutAlsoOverRestarts(t *testing.T) {
	c := settings(t)
	c.TimeZone, c.TimeOfUse = "Europe/London", []TimeOfUse{charging(1000)}
	bubble(t, func(t *testing.T) {
		s, sentence := live(t, c, time.Minute)
		require.Equal(t, local.Plan{State: "none", By: "table", Asks: "1.0 kW charging"}, s.Plan)
		require.Contains(t, sentence, "1.0 kW charging")

		begun := time.Now()
		s, sentence = live(t, c, time.Minute, hours(0, time.Hour))
		require.Equal(t, []any{"running", "plan", "2.0 kW charging"}, []any{s.Plan.State, s.Plan.By, s.Plan.Asks})
		require.WithinDuration(t, begun.Add(time.Hour+10*time.Second), s.Plan.Ends, time.Minute)
		require.Contains(t, sentence, "2.0 kW charging")

		s, sentence = live(t, c, time.Minute)
		require.Equal(t, "running", s.Plan.State, "it outlives the process")
		require.Contains(t, sentence, "2.0 kW charging")
		s, sentence = live(t, c, time.Hour) // in which it runs out
		require.Equal(t, []any{"ended", "table"}, []any{s.Plan.State, s.Plan.By})
		require.Contains(t, sentence, "1.0 kW charging")

		s, _ = live(t, c, time.Minute, hours(time.Hour, 2*time.Hour))
		require.Equal(t, []any{"ahead", "table"}, []any{s.Plan.State, s.Plan.By})
		s, _ = live(t, c, time.Minute, local.Act{Verb: local.ClearPlan})
		require.Equal(t, "none", s.Plan.State)
		s, _ = live(t, c, time.Minute)
		require.Equal(t, "none", s.Plan.State)
	})
}

func TestWhatThePlanIsIsTold(t *testing.T) {
	c := settings(t)
	c.TimeZone, c.TimeOfUse = "Europe/London", []TimeOfUse{charging(1000)}
	bubble(t, func(t *testing.T) {
		g, err := New(c, []Field{{Registers: &wires{units: map[uint8]*box{2: storage(t), 240: meter(t)}}, Units: []uint8{2, 240}}}, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- g.Run(ctx) }()
		time.Sleep(10 * time.Second)
		h := house{g}
		require.NoError(t, h.Do(hours(0, time.Hour)))
		time.Sleep(10 * time.Second)
		told := h.Plan()
		require.Equal(t, h.Status().Plan, told.Plan)
		require.Equal(t, []string{"00:00-24:00 daily 1.0 kW charging"}, told.Table)
		require.NoError(t, h.Do(local.Act{Verb: local.SetPlan, Plan: told.Text}), "what is told can be set again")
		now, err := h.Explain(time.Time{})
		require.NoError(t, err)
		require.Equal(t, &told.Plan, now.Plan)
		before, err := h.Explain(time.Now().Add(-5 * time.Second))
		require.NoError(t, err)
		require.Nil(t, before.Plan, "what held then is not known")
		for _, bad := range []local.Act{hours(-2*time.Hour, -time.Hour), hours(time.Hour, 0), {Verb: local.SetPlan}} {
			require.Equal(t, fault.Invalid, fault.KindOf(h.Do(bad)))
		}
		require.Equal(t, told.Text, h.Plan().Text)
		stop()
		require.NoError(t, <-ended)
	})
}
