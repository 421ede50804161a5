package gateway

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// guardArmable is a home behind its gate that may be armed for up to two hours, at a
// start of a number.
func guardArmable(t require.TestingT, boot uint64) *guarded {
	key, err := dispatchkey.New()
	require.NoError(t, err)
	g := &guarded{t: t, now: time.Unix(1e9, 0), key: key}
	c := Defaults()
	c.Site, c.Control.Armable = "home-1", &Armable{NominalHz: 50, PowerW: 5000, Longest: config.Millis(2 * time.Hour)}
	g.home = Restore(c, nil, Past{Boot: boot}, func() time.Time { return g.now }, slog.New(slog.NewTextHandler(io.Discard, nil)))
	g.gate = NewGate(g.home, &record.Courses{}, key.Ring())
	return g
}

// armFor is an arm as the cloud would send it now.
func (g *guarded) armFor(id uint64, lasts time.Duration) energy.Arm {
	return energy.Arm{
		ID: id, Site: "home-1", Boot: g.home.boot, Moment: g.gate.Moment(), Lasts: lasts, Plant: "demo", Nominal: 50,
		Curve: energy.Curve{{Away: 0.015}, {Away: 0.5, Share: 1}}, Up: 3000, Down: 3000,
	}
}

func (g *guarded) seal(a energy.Arm) []byte {
	payload, err := wire.EncodeArm(a, g.key)
	require.NoError(g.t, err)
	return payload
}

func (g *guarded) armed() (uint64, time.Duration) {
	_, d := g.home.wish(&energy.Snapshot{At: g.now})
	return d.Arm, d.ArmLeft
}

// TestRow28_AnArmEndsByTheHomesOwnClock, from the moment that it rests on, however late
// it came, and with nobody there.
func TestRow28_AnArmEndsByTheHomesOwnClock(t *testing.T) {
	g := guardArmable(t, 1)
	held := g.seal(g.armFor(1, 2*time.Hour))
	g.now = g.now.Add(time.Hour)
	_, err := g.gate.Arm(held)
	require.NoError(t, err)
	f := func(passes time.Duration, id uint64, left time.Duration) {
		t.Helper()
		g.now = g.now.Add(passes)
		arm, rest := g.armed()
		require.Equal(t, id, arm)
		require.Equal(t, left, rest)
	}
	f(0, 1, time.Hour)
	f(59*time.Minute, 1, time.Minute)
	f(time.Minute, 0, 0)
	f(24*time.Hour, 0, 0)
}

func TestFault096_OnlyTheDispatchKeyArmsTheHome(t *testing.T) {
	g := guardArmable(t, 1)
	f := func(kind fault.Kind, payload []byte) {
		t.Helper()
		_, err := g.gate.Arm(payload)
		require.Equal(t, kind, fault.KindOf(err), "%v", err)
		id, _ := g.armed()
		require.Zero(t, id)
	}
	thief := *g
	thief.key, _ = dispatchkey.New()
	f(fault.Denied, thief.seal(g.armFor(1, time.Hour)))
	f(fault.Corrupt, []byte("garbled"))
	none := g.armFor(1, time.Hour)
	none.Moment = energy.Moment{}
	f(fault.Stale, g.seal(none))
	none.Moment = guardArmable(t, 1).gate.Moment() // of another start
	f(fault.Stale, g.seal(none))
	f(fault.Unsafe, g.seal(g.armFor(1, 2*time.Hour+time.Millisecond)))
	late := g.seal(g.armFor(1, time.Hour))
	g.now = g.now.Add(time.Hour)
	f(fault.Stale, late)
	order, err := wire.EncodeOrder(energy.Order{ID: 1, Site: "home-1", Boot: 1}, g.key)
	require.NoError(t, err)
	f(fault.Denied, order)
}

// TestFault087_AnArmDiesWithTheGateway: nobody knows how long it was off, so that its end
// would be nobody's. The cloud arms the home again, for the boot that it tells.
func TestFault087_AnArmDiesWithTheGateway(t *testing.T) {
	before := guardArmable(t, 1)
	sealed := before.seal(before.armFor(1, time.Hour))
	_, err := before.gate.Arm(sealed)
	require.NoError(t, err)
	again := guardArmable(t, 2)
	again.gate = NewGate(again.home, &record.Courses{}, before.key.Ring())
	id, _ := again.armed()
	require.Zero(t, id)
	_, err = again.gate.Arm(sealed)
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.Equal(t, "this is boot 2; use an id above 0", fault.HintOf(err))
	_, err = again.gate.Arm(before.seal(again.armFor(1, time.Hour)))
	require.NoError(t, err)
}

// TestRow31_AStolenBrokerProlongsNoArm drops, holds, repeats and reorders arms: the home
// is never armed but by the newest it took, and never beyond that one's own end.
func TestRow31_AStolenBrokerProlongsNoArm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := guardArmable(t, 1)
		var held [][]byte
		ends, newest := map[uint64]time.Time{}, uint64(0)
		t.Repeat(map[string]func(*rapid.T){
			"time passes": func(t *rapid.T) {
				g.now = g.now.Add(time.Duration(rapid.IntRange(0, 3600).Draw(t, "s")) * time.Second)
			},
			"the cloud arms": func(t *rapid.T) {
				id, lasts := uint64(len(held)+1), time.Duration(rapid.IntRange(0, 7200).Draw(t, "lasts"))*time.Second
				held, ends[id] = append(held, g.seal(g.armFor(id, lasts))), g.now.Add(lasts)
			},
			"the broker delivers": func(t *rapid.T) {
				if len(held) == 0 {
					t.Skip("nothing held")
				}
				id := uint64(rapid.IntRange(1, len(held)).Draw(t, "arm"))
				if _, err := g.gate.Arm(held[id-1]); err == nil {
					require.Greater(t, id, newest)
					newest = id
				}
			},
			"": func(t *rapid.T) {
				id, left := g.armed()
				if id == 0 {
					return
				}
				require.Equal(t, newest, id)
				require.Equal(t, ends[id], g.now.Add(left))
			},
		})
	})
}
