package gateway

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// guarded is a home behind its gate, at a time that the test sets.
type guarded struct {
	t    require.TestingT
	now  time.Time
	home *Home
	gate *Gate
	key  *dispatchkey.Signer
}

func guard(t require.TestingT) *guarded {
	key, err := dispatchkey.New()
	require.NoError(t, err)
	g := &guarded{t: t, now: time.Unix(1e9, 0), key: key}
	g.home = newTheatre(nil).home
	g.home.clock, g.home.born = func() time.Time { return g.now }, g.now
	g.gate = NewGate(g.home, &record.Courses{}, key.Ring())
	return g
}

// issue returns an order that rests on now, signed by the dispatcher.
func (g *guarded) issue(id uint64) []byte {
	o := sent(id)
	o.Moment = g.gate.Moment()
	return g.sign(o)
}

// sent is an order as it can travel.
func sent(id uint64) energy.Order {
	o := order(id, 100)
	o.Share.Bounds = energy.Envelope{Min: -5000, Max: 5000}
	return o
}

func (g *guarded) sign(o energy.Order) []byte {
	payload, err := wire.EncodeOrder(o, g.key)
	require.NoError(g.t, err)
	return payload
}

func (g *guarded) inForce() uint64 {
	_, d := g.home.wish(&energy.Snapshot{At: g.now})
	return d.Order
}

func TestFault096_OnlyTheDispatchKeyMovesTheHome(t *testing.T) {
	g := guard(t)
	thief, err := dispatchkey.New()
	require.NoError(t, err)
	o := sent(1)
	o.Moment = g.gate.Moment()
	forged, err := wire.EncodeOrder(o, thief)
	require.NoError(t, err)
	_, err = g.gate.Accept(forged)
	require.Equal(t, fault.Denied, fault.KindOf(err))
	_, err = g.gate.Accept([]byte("garbled"))
	require.Equal(t, fault.Corrupt, fault.KindOf(err))
	require.Zero(t, g.inForce())
	signal, err := wire.EncodeSignal(energy.Signal{Plant: "demo", Seq: 1, Level: 1}, thief)
	require.NoError(t, err)
	require.Equal(t, fault.Denied, fault.KindOf(g.gate.Hear(signal)))
	taken, err := g.gate.Accept(g.sign(o))
	require.NoError(t, err)
	require.Equal(t, o.ID, taken.ID)
	require.EqualValues(t, 1, g.inForce())
}

func TestFault057_ALeaseRunsFromTheMomentItRestsOn(t *testing.T) {
	g := guard(t)
	late, later := g.issue(1), g.issue(2)
	g.now = g.now.Add(50 * time.Second)
	_, err := g.gate.Accept(late)
	require.NoError(t, err)
	g.now = g.now.Add(9 * time.Second)
	require.EqualValues(t, 1, g.inForce())
	g.now = g.now.Add(time.Second)
	require.Zero(t, g.inForce())
	_, err = g.gate.Accept(later)
	require.Equal(t, fault.Stale, fault.KindOf(err))
	require.ErrorContains(t, err, "has ended")
}

func TestAnOrderThatRestsOnNoMomentOfThisStartIsStale(t *testing.T) {
	g := guard(t)
	f := func(m energy.Moment) {
		t.Helper()
		o := sent(1)
		o.Moment = m
		_, err := g.gate.Accept(g.sign(o))
		require.Equal(t, fault.Stale, fault.KindOf(err))
		require.ErrorContains(t, err, "no moment of this start")
	}
	f(energy.Moment{})
	f(guard(t).gate.Moment())
	ahead := g.gate.Moment()
	ahead[0] = 1
	f(ahead)
}

// Whatever an order lacks, what ends one is obeyed.
func TestAnEndNeedsNoMoment(t *testing.T) {
	g := guard(t)
	_, err := g.gate.Accept(g.issue(1))
	require.NoError(t, err)
	end := sent(2)
	end.Lease = 0
	_, err = g.gate.Accept(g.sign(end))
	require.NoError(t, err)
	require.Zero(t, g.inForce())
}

// halts lets the process stand still for a while as soon as the home has looked at
// its clock.
func (g *guarded) halts(still time.Duration) {
	came := g.now
	g.home.clock = func() time.Time {
		defer func() { g.now = came.Add(still) }()
		return g.now
	}
}

// A process that stands still between the arrival of what was sent and its taking
// effect makes nothing younger.
func TestFault087_AStandStillInTheGateMakesNothingYounger(t *testing.T) {
	f := func(order, signal time.Duration, inForce, followed bool) {
		t.Helper()
		g := guard(t)
		o := sent(1)
		o.Share.SlopeUp, o.Share.SignalHold, o.Moment = 1000, 5*time.Second, g.gate.Moment()
		g.halts(order)
		_, err := g.gate.Accept(g.sign(o))
		require.NoError(t, err)
		level, err := wire.EncodeSignal(energy.Signal{Plant: o.Plant, Seq: 1, Level: 1}, g.key)
		require.NoError(t, err)
		g.halts(signal)
		require.NoError(t, g.gate.Hear(level))
		_, d := g.home.wish(&energy.Snapshot{At: g.now})
		require.Equal(t, inForce, d.Order != 0)
		require.Equal(t, followed, d.Wants[energy.Dispatch] != energy.Want{})
	}
	f(0, 0, true, true)
	f(0, 5*time.Second, true, true)
	f(0, 6*time.Second, true, false)
	f(59*time.Second, 0, true, true)
	f(time.Minute, 0, false, false)
}

// A broker that was stolen drops, holds, repeats, reorders and alters what the
// dispatcher sends: the home never does but what the dispatcher asked, and not
// for longer than it asked for.
func TestRow31_AStolenBrokerMakesRepeatsAndProlongsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := guard(t)
		var held [][]byte
		ends := map[uint64]time.Time{}
		newest := uint64(0)
		t.Repeat(map[string]func(*rapid.T){
			"time passes": func(t *rapid.T) {
				g.now = g.now.Add(time.Duration(rapid.IntRange(0, 40_000).Draw(t, "ms")) * time.Millisecond)
			},
			"the dispatcher orders": func(*rapid.T) {
				id := uint64(len(held) + 1)
				held, ends[id] = append(held, g.issue(id)), g.now.Add(time.Minute)
			},
			"the broker delivers": func(t *rapid.T) {
				if len(held) == 0 {
					t.Skip("nothing held")
				}
				id := rapid.IntRange(1, len(held)).Draw(t, "order")
				payload := append([]byte(nil), held[id-1]...)
				whole := !rapid.Bool().Draw(t, "altered")
				if !whole {
					payload[rapid.IntRange(0, len(payload)-1).Draw(t, "byte")] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
				}
				_, err := g.gate.Accept(payload)
				require.Equal(t, whole && uint64(id) > newest && g.now.Before(ends[uint64(id)]), err == nil, "%v", err)
				if err == nil {
					newest = uint64(id)
				}
			},
			"": func(t *rapid.T) {
				if id := g.inForce(); id != 0 {
					require.Equal(t, newest, id)
					require.True(t, g.now.Before(ends[id]), "order %d is in force %v after its end", id, g.now.Sub(ends[id]))
				}
			},
		})
	})
}

// Nor does it keep a level alive: none moves the home for longer than a lease and a
// hold after it was sent, though renewals go on to come.
func TestRow31_AStolenBrokerKeepsNoLevelAlive(t *testing.T) {
	const lease, hold = 20 * time.Second, 5 * time.Second
	rapid.Check(t, func(t *rapid.T) {
		g := guard(t)
		var orders, levels [][]byte
		var told []time.Time // of each level, whose number is one more
		t.Repeat(map[string]func(*rapid.T){
			"time passes": func(t *rapid.T) {
				g.now = g.now.Add(time.Duration(rapid.IntRange(0, 9_000).Draw(t, "ms")) * time.Millisecond)
			},
			"the dispatcher orders": func(*rapid.T) {
				o := sent(uint64(len(orders) + 1))
				o.Lease, o.After, o.Moment = lease, uint64(len(levels)), g.gate.Moment()
				o.Share = energy.Participation{SlopeUp: 4000, SlopeDown: 4000, SignalHold: hold, Bounds: o.Share.Bounds}
				orders = append(orders, g.sign(o))
			},
			"the dispatcher tells a level": func(t *rapid.T) {
				seq := uint64(len(levels) + 1)
				level, err := wire.EncodeSignal(energy.Signal{Plant: "demo", Seq: seq, Level: float64(seq) / 4096}, g.key)
				require.NoError(t, err)
				levels, told = append(levels, level), append(told, g.now)
			},
			"the broker delivers an order": func(t *rapid.T) {
				if len(orders) > 0 {
					_, _ = g.gate.Accept(rapid.SampledFrom(orders).Draw(t, "order"))
				}
			},
			"the broker delivers a level": func(t *rapid.T) {
				if len(levels) > 0 {
					require.NoError(t, g.gate.Hear(rapid.SampledFrom(levels).Draw(t, "level")))
				}
			},
			"": func(t *rapid.T) {
				_, d := g.home.wish(&energy.Snapshot{At: g.now})
				if p, asked := d.Wants[energy.Dispatch].Power(); asked {
					seq := int(math.Round(float64(p) / 4000 * 4096))
					require.LessOrEqual(t, g.now.Sub(told[seq-1]), lease+hold, "level %d", seq)
				}
			},
		})
	})
}
