package gateway

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// The battery of this home takes what it is told and does not do it.
func TestRow34_ExplainTellsHowFarAnOrderHasCome(t *testing.T) {
	quietHome(t, func(t *testing.T, g *Gateway) {
		in := inbox{g.home, g.orders}
		o := order(5, 2500)
		o.Boot = g.boot
		accepted := time.Now()
		require.NoError(t, in.Accept(o))
		require.Error(t, in.Accept(o), "a refusal is no step")
		time.Sleep(5 * time.Second)
		e, err := house{g}.Explain(time.Time{})
		require.NoError(t, err)
		require.EqualValues(t, 5, e.Order)
		require.NotNil(t, e.Course)
		require.Equal(t, accepted, e.Course.Accepted)
		require.WithinDuration(t, accepted, e.Course.Written, time.Second)
		require.Equal(t, tick, e.Course.ReadBack.Sub(e.Course.Written))
		require.Zero(t, e.Course.Measured)
		o.ID, o.Lease = 6, 0
		require.NoError(t, in.Accept(o))
		time.Sleep(2 * time.Second)
		e, err = house{g}.Explain(time.Time{})
		require.NoError(t, err)
		require.Nil(t, e.Course, "no order is in force")
		_, known := g.orders.Of(6)
		require.False(t, known)
		require.Equal(t, energy.SelfConsumption.String(), e.Layer)
	})
}
