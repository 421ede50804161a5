package control_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// A sent-again order, whatever lease it now claims, ends when the first did,
// and no message is needed for that.
func TestRow28_NoRepeatExtendsALease(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, o := desk(), order(rapid.Uint64Range(1, 100).Draw(t, "id"))
		o.Lease = time.Duration(rapid.IntRange(1, 60).Draw(t, "lease")) * time.Second
		require.NoError(t, d.Accept(o, start))
		for _, s := range rapid.SliceOf(rapid.IntRange(0, 200)).Draw(t, "seconds") {
			again := o
			again.ID = rapid.Uint64Range(0, o.ID).Draw(t, "again")
			again.Lease = time.Duration(rapid.IntRange(0, 60).Draw(t, "claimed")) * time.Second
			now := start.Add(time.Duration(s) * time.Second)
			require.Equal(t, fault.Stale, fault.KindOf(d.Accept(again, now)))
			out := d.Decide(energy.Snapshot{}, now)
			require.Equal(t, max(0, o.Lease-now.Sub(start)), out.LeaseLeft)
			require.Equal(t, now.Sub(start) < o.Lease, out.Order == o.ID)
		}
	})
}

func TestRow29_OverLongLeaseIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := time.Duration(rapid.Int64Range(1, int64(24*time.Hour)).Draw(t, "most"))
		d := control.NewDesk(control.Config{Site: "s", Boot: 7, MaxLease: most, Gain: 0.2})
		o := order(2)
		o.Lease = time.Duration(rapid.Int64Range(int64(most)+1, 1<<63-1).Draw(t, "lease"))
		err := d.Accept(o, start)
		require.Equal(t, fault.Unsafe, fault.KindOf(err))
		require.Contains(t, err.Error(), o.Lease.String())
		require.Contains(t, fault.HintOf(err), most.String())
		require.Zero(t, d.Decide(energy.Snapshot{}, start).Order)
		o.Lease = most
		require.NoError(t, d.Accept(o, start), "the refused one used up its id")
		require.Equal(t, most, d.Decide(energy.Snapshot{}, start).LeaseLeft)
	})
}

// TestRow30_OnlyThisBootsOrdersAndOnlyMonotonicTime: the wall clock in Issued
// means nothing, and a reboot voids every order made for the boot before.
func TestRow30_OnlyThisBootsOrdersAndOnlyMonotonicTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, o := desk(), order(1)
		o.Issued = start.Add(time.Duration(rapid.IntRange(-48, 48).Draw(t, "hours off")) * time.Hour)
		o.Boot = rapid.Uint64().Filter(func(b uint64) bool { return b != 7 }).Draw(t, "boot")
		err := d.Accept(o, start)
		require.Equal(t, fault.Conflict, fault.KindOf(err))
		require.Contains(t, err.Error(), fmt.Sprint("boot ", o.Boot))
		require.Contains(t, fault.HintOf(err), "boot 7")
		require.Zero(t, d.Decide(energy.Snapshot{}, start).Order)
		o.Boot = 7
		require.NoError(t, d.Accept(o, start))
		require.EqualValues(t, 1, d.Decide(energy.Snapshot{}, start.Add(o.Lease-1)).Order)
		require.Zero(t, d.Decide(energy.Snapshot{}, start.Add(o.Lease)).Order)
	})
}

// A home that has just started hears no signal of before its order, however late
// it comes.
func TestAnOldSignalIsNotForANewOrder(t *testing.T) {
	d, o := desk(), order(1)
	o.Plant, o.After = "p", 100
	o.Share = energy.Participation{SlopeUp: 1000, SlopeDown: 1000, Bounds: energy.Unbounded(), SignalHold: time.Minute}
	require.NoError(t, d.Accept(o, start))
	asked := func(seq uint64) energy.Want {
		d.Hear(energy.Signal{Plant: "p", Seq: seq, Level: 1}, start)
		return d.Decide(energy.Snapshot{}, start).Wants[energy.Dispatch]
	}
	require.Equal(t, energy.Want{}, asked(99))
	require.Equal(t, energy.Want{}, asked(100))
	require.Equal(t, energy.WantPower(1000), asked(101))
	require.Equal(t, energy.WantPower(1000), asked(50))
}

// Nor does it follow one it heard before the order came: who holds the signal back
// may let an old level go just ahead of an order.
func TestRow31_ALevelOfBeforeTheOrderIsNotFollowed(t *testing.T) {
	o := order(1)
	o.Plant, o.After = "p", 100
	o.Share = energy.Participation{SlopeUp: 1000, SlopeDown: 1000, Bounds: energy.Unbounded(), SignalHold: time.Minute}
	for seq, want := range map[uint64]energy.Want{99: {}, 100: {}, 101: energy.WantPower(1000)} {
		d := desk()
		d.Hear(energy.Signal{Plant: "p", Seq: seq, Level: 1}, start)
		require.NoError(t, d.Accept(o, start))
		require.Equal(t, want, d.Decide(energy.Snapshot{}, start).Wants[energy.Dispatch], "level %d", seq)
	}
}

// An order that renews keeps the level that is followed.
func TestARenewalKeepsTheLevelFollowed(t *testing.T) {
	d, o := desk(), order(1)
	o.Plant = "p"
	o.Share = energy.Participation{SlopeUp: 1000, SlopeDown: 1000, Bounds: energy.Unbounded(), SignalHold: time.Minute}
	require.NoError(t, d.Accept(o, start))
	d.Hear(energy.Signal{Plant: "p", Seq: 5, Level: 1}, start)
	o.ID, o.After = 2, 5
	require.NoError(t, d.Accept(o, start))
	require.Equal(t, energy.WantPower(1000), d.Decide(energy.Snapshot{}, start).Wants[energy.Dispatch])
}
