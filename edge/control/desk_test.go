package control_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

var start = time.Unix(1e9, 0)

func desk() *control.Desk {
	return control.NewDesk(control.Config{Site: "s", Boot: 7, MaxLease: time.Minute, Gain: 0.2})
}

func order(id uint64) energy.Order {
	return energy.Order{ID: id, Site: "s", Boot: 7, Lease: time.Minute, Plant: "p",
		Share: energy.Participation{Base: 100, SlopeUp: 1000, SlopeDown: 500, Bounds: energy.Unbounded(), SignalHold: 5 * time.Second}}
}

func TestRefusals(t *testing.T) {
	d := desk()
	require.NoError(t, d.Accept(order(5), start))
	f := func(want fault.Kind, change func(*energy.Order)) {
		t.Helper()
		o := order(6)
		change(&o)
		err := d.Accept(o, start)
		require.Error(t, err)
		require.Equal(t, want, fault.KindOf(err))
		require.NotEmpty(t, fault.HintOf(err))
		require.EqualValues(t, 5, d.Decide(energy.Snapshot{}, start).Order)
	}
	f(fault.Conflict, func(o *energy.Order) { o.Site = "x" })
	f(fault.Conflict, func(o *energy.Order) { o.Boot = 8 })
	f(fault.Stale, func(o *energy.Order) { o.ID = 5 })
	f(fault.Unsafe, func(o *energy.Order) { o.Lease = 2 * time.Minute })
	f(fault.Invalid, func(o *energy.Order) { o.Share.SignalHold = 0 })
	f(fault.Invalid, func(o *energy.Order) { o.Share.SlopeUp = -1 })
	f(fault.Invalid, func(o *energy.Order) { o.Lease = -1 })
	f(fault.Invalid, func(o *energy.Order) { o.Share.Base = energy.Watts(math.NaN()) })
	f(fault.Invalid, func(o *energy.Order) { o.Share.Base, o.Share.SlopeUp = math.MaxFloat64, math.MaxFloat64 })
	f(fault.Invalid, func(o *energy.Order) { o.Share.Base, o.Share.SlopeDown = -math.MaxFloat64, math.MaxFloat64 })
	f(fault.Invalid, func(o *energy.Order) { o.Share.Bounds = energy.Envelope{Min: 1, Max: -1} })
	f(fault.Invalid, func(o *energy.Order) { o.Share.Bounds.Min = energy.Watts(math.Inf(1)) })
	f(fault.Invalid, func(o *energy.Order) { o.Share.Bounds.Max = energy.Watts(math.Inf(-1)) })
}

func TestLeaseSignalAndRelease(t *testing.T) {
	d := desk()
	require.NoError(t, d.Accept(order(1), start))
	f := func(after time.Duration, layer energy.Layer, power energy.Watts) {
		t.Helper()
		out := d.Decide(energy.Snapshot{}, start.Add(after))
		require.Equal(t, layer, out.Layer)
		p, _ := out.Wants[energy.Dispatch].Power()
		require.Equal(t, power, p)
	}
	f(0, energy.NoWish, 0)
	d.Hear(energy.Signal{Plant: "p", Seq: 2, Level: 1}, start)
	d.Hear(energy.Signal{Plant: "p", Seq: 1, Level: -1}, start)
	d.Hear(energy.Signal{Plant: "q", Seq: 9, Level: -1}, start)
	f(5*time.Second, energy.Dispatch, 1100)
	f(6*time.Second, energy.NoWish, 0)
	d.Hear(energy.Signal{Plant: "p", Seq: 3, Level: -1}, start.Add(58*time.Second))
	f(59*time.Second, energy.Dispatch, -400)
	f(time.Minute, energy.NoWish, 0)
	o := order(2)
	require.NoError(t, d.Accept(o, start))
	o.ID, o.Lease = 3, 0
	require.NoError(t, d.Accept(o, start))
	require.Zero(t, d.Decide(energy.Snapshot{}, start).Order)
	require.Error(t, d.Accept(order(2), start))
}

func TestPlantsBeyondTheBoundAreNotHeard(t *testing.T) {
	d := desk()
	for i := range 17 {
		d.Hear(energy.Signal{Plant: energy.PlantID(fmt.Sprint(i)), Seq: 1, Level: 1}, start)
	}
	f := func(plant energy.PlantID, seq uint64, heard bool) {
		t.Helper()
		o := order(seq)
		o.Plant = plant
		require.NoError(t, d.Accept(o, start))
		d.Hear(energy.Signal{Plant: plant, Seq: seq, Level: 1}, start)
		require.Equal(t, heard, d.Decide(energy.Snapshot{}, start).Layer == energy.Dispatch)
	}
	f("16", 2, false)
	f("0", 3, true)
}

func TestDecideFillsEveryWishAndAllocatesNothing(t *testing.T) {
	d, snap := busy(t)
	d.Hear(energy.Signal{Plant: "p", Seq: 1, Level: 0.5}, start)
	out := d.Decide(snap, start)
	for layer := energy.SelfConsumption; int(layer) < energy.NumLayers; layer++ {
		_, ok := out.Wants[layer].Power()
		require.Equal(t, layer != energy.Storm, ok, layer.String()) // the owner's place, in a storm
	}
	_, held := out.Curtail.Power()
	require.True(t, held)
	now := start
	require.Zero(t, testing.AllocsPerRun(100, func() { now = now.Add(time.Second); d.Decide(snap, now) }))
}
