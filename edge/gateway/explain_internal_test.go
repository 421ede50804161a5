package gateway

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Whose order it was is told with what it asked for, at home and to the cloud.
func TestTheWhyOfAnOrderNamesItsPlant(t *testing.T) {
	g, err := New(settings(t), nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	f := func(order uint64, plant, want string) {
		t.Helper()
		at := time.Now()
		d := energy.Decision{Order: order, Layer: energy.Dispatch, Approved: energy.WantPower(418), LeaseLeft: time.Minute, State: energy.Controlled}
		d.Wants[energy.Dispatch] = energy.WantPower(418)
		g.ticks.Put(record.TickOf(energy.Snapshot{At: at}, d))
		e, err := house{g}.Explain(at)
		require.NoError(t, err)
		require.Equal(t, want, e.Sentence)
		require.Equal(t, plant, e.Plant)
		require.Equal(t, want, g.told(wire.Question{At: at}).Sentence)
	}
	f(6, "", "dispatch wants 418 W discharging; 60 s of the order left")
	g.orders.Accepted(7, "north", time.Now())
	f(7, "north", "dispatch of plant north wants 418 W discharging; 60 s of the order left")
}
