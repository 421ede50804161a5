package gateway

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// The battery of this home takes what it is told and does not do it.
func TestRow34_ExplainTellsHowFarAnOrderHasCome(t *testing.T) {
	quietHome(t, func(t *testing.T, g *Gateway) {
		key, err := dispatchkey.New()
		require.NoError(t, err)
		in := NewGate(g.home, g.orders, key.Ring())
		accept := func(o energy.Order) error {
			payload, err := wire.EncodeOrder(o, key)
			require.NoError(t, err)
			_, err = in.Accept(payload)
			return err
		}
		o := sent(5)
		o.Boot, o.Share.Base, o.Moment = g.boot, 2500, in.Moment()
		accepted := time.Now()
		require.NoError(t, accept(o))
		require.Error(t, accept(o), "a refusal is no step")
		time.Sleep(5 * time.Second)
		e, err := house{g}.Explain(time.Time{})
		require.NoError(t, err)
		require.EqualValues(t, 5, e.Order)
		require.NotNil(t, e.Course)
		require.Equal(t, accepted, e.Course.Accepted)
		require.WithinDuration(t, accepted, e.Course.Written, time.Second)
		require.Equal(t, tick, e.Course.ReadBack.Sub(e.Course.Written))
		require.Zero(t, e.Course.Measured)
		course := energy.Course{Order: 5, Accepted: e.Course.Accepted, Written: e.Course.Written, ReadBack: e.Course.ReadBack}
		require.Equal(t, course, g.told(wire.Question{}).Course)
		o.ID, o.Lease = 6, 0
		require.NoError(t, accept(o))
		time.Sleep(2 * time.Second)
		e, err = house{g}.Explain(time.Time{})
		require.NoError(t, err)
		require.Nil(t, e.Course, "no order is in force")
		require.Zero(t, g.told(wire.Question{}).Course)
		require.Equal(t, course, g.told(wire.Question{Order: 5}).Course, "one that has ended is asked for by its number")
		require.Zero(t, g.told(wire.Question{Order: 99}).Course)
		require.Equal(t, course, g.told(wire.Question{Order: 5, At: time.Unix(1, 0)}).Course, "whatever tick is kept")
		_, known := g.orders.Of(6)
		require.False(t, known)
		require.Equal(t, energy.SelfConsumption.String(), e.Layer)
	})
}
